package allocation

// PartKind says where some of a request's points come from.
type PartKind string

// The parts that points are made of.
const (
	PartClass     PartKind = "class"      // the base of its class
	PartWaited    PartKind = "waited"     // the class's rate, for each of Count weeks
	PartFirstTime PartKind = "first_time" // never received before
	PartPrior     PartKind = "prior"      // taken for Count audiences held
	PartMissed    PartKind = "missed"     // taken for Count appointments missed
)

// A Part is one summand of a request's points.
type Part struct {
	Kind   PartKind
	Count  int // what the points are counted by, 0 where nothing is counted
	Points int64
}

// Parts takes the points of Rank apart. Parts that cannot concern the request are left out.
func (k *Ranker) Parts(r *Request) []Part {
	class := k.policy.Classes[r.Class]
	weeks := k.weeks(r)
	parts := []Part{{PartClass, 0, int64(class.Base)}, {PartWaited, int(weeks), int64(class.Rate) * weeks}}
	if r.Prior == 0 {
		parts = append(parts, Part{PartFirstTime, 0, int64(k.policy.FirstTime)})
	} else {
		parts = append(parts, Part{PartPrior, r.Prior, -int64(k.policy.Prior) * int64(min(r.Prior, k.policy.PriorMax))})
	}
	if r.Missed > 0 {
		parts = append(parts, Part{PartMissed, r.Missed, -int64(k.policy.Missed) * int64(r.Missed)})
	}
	return parts
}

// Places numbers the requests that take part, the best rank first, from 1. Those held have none.
func Places(p *Problem) map[RequestID]int {
	places := make(map[RequestID]int, len(p.Requests))
	for _, r := range rankAll(p) {
		if r.request.Held == "" {
			places[r.request.ID] = len(places) + 1
		}
	}
	return places
}
