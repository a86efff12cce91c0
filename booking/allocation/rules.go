package allocation

import "slices"

// Rule names one condition of a request fitting a slot.
type Rule string

const (
	ruleHeld     Rule = "held"
	ruleHost     Rule = "host"
	ruleVenue    Rule = "venue"
	ruleLength   Rule = "length"
	ruleTime     Rule = "time"
	ruleLanguage Rule = "language"
	ruleNeeds    Rule = "needs"
	ruleSection  Rule = "section"
	ruleOpenTo   Rule = "open_to"
)

// Rules returns the names of the rules in the order they are tried.
func Rules() []Rule {
	return []Rule{
		ruleHeld, ruleHost, ruleVenue, ruleLength, ruleTime,
		ruleLanguage, ruleNeeds, ruleSection, ruleOpenTo,
	}
}

const (
	openToAny       = "any"
	openToUrgent    = "urgent"
	openToFirstTime = "first_time"

	sectionAny   = "any"
	sectionMen   = "men"
	sectionWomen = "women"
)

// Refusal returns the first rule, in the order of Rules, by which the request
// may not take the slot, or "" when it may.
func Refusal(policy *Policy, r *Request, s *Slot) Rule {
	switch {
	case r.Held != "":
		return ruleHeld
	case !slices.Contains(r.Hosts, s.Host):
		return ruleHost
	case Venue(r, s) == "":
		return ruleVenue
	case s.Minutes < r.Minutes:
		return ruleLength
	case len(r.Windows) > 0 && !anyHolds(r.Windows, s):
		return ruleTime
	}
	return attributeRefusal(policy, r, s)
}

// attributeRefusal is Refusal from the rule language on: what depends only on
// what the slot is, not on whose, where and when.
func attributeRefusal(policy *Policy, r *Request, s *Slot) Rule {
	switch {
	case r.Language != "" && !slices.Contains(s.Languages, r.Language):
		return ruleLanguage
	case !containsAll(s.Provides, r.Needs):
		return ruleNeeds
	case s.Section != "" && s.Section != sectionAny && s.Section != r.Section:
		return ruleSection
	case !openTo(policy, r, s):
		return ruleOpenTo
	}
	return ""
}

// Venue returns the first of the request's venues that the slot has, or "".
func Venue(r *Request, s *Slot) string {
	for _, v := range r.Venues {
		if slices.Contains(s.Venues, v) {
			return v
		}
	}
	return ""
}

// openTo reports whether the slot's reservation admits the request.
func openTo(policy *Policy, r *Request, s *Slot) bool {
	switch s.OpenTo {
	case openToUrgent:
		return slices.Contains(policy.Urgent, r.Class)
	case openToFirstTime:
		return r.Prior == 0
	}
	return true
}

// anyHolds reports whether one of the windows holds the whole slot.
func anyHolds(windows []Window, s *Slot) bool {
	end := s.end()
	return slices.ContainsFunc(windows, func(w Window) bool {
		return !s.Start.Before(w.From) && !end.After(w.To)
	})
}

// containsAll reports whether every entry of want is in have.
func containsAll(have, want []string) bool {
	for _, w := range want {
		if !slices.Contains(have, w) {
			return false
		}
	}
	return true
}
