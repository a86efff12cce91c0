package casework

import (
	"slices"

	"majlis/booking"
)

// caseSteps is the state machine of a case: where each status may go.
var caseSteps = map[Status][]Status{
	StatusReceived:      {StatusUnderReview, StatusNeedsInfo, StatusReferred, StatusMerged, StatusCompleted, StatusNotUpheld, StatusOutOfScope, StatusWithdrawn},
	StatusNeedsInfo:     {StatusUnderReview, StatusReferred, StatusMerged, StatusNotUpheld, StatusOutOfScope, StatusWithdrawn},
	StatusUnderReview:   {StatusUnderReview, StatusNeedsInfo, StatusReferred, StatusMerged, StatusCompleted, StatusNotUpheld, StatusOutOfScope, StatusWithdrawn},
	StatusReferred:      {StatusReferred, StatusInProgress, StatusReplyReceived, StatusUnderReview, StatusWithdrawn},
	StatusInProgress:    {StatusReferred, StatusReplyReceived, StatusUnderReview, StatusWithdrawn},
	StatusReplyReceived: {StatusReferred, StatusUnderReview, StatusCompleted, StatusNotUpheld, StatusOutOfScope, StatusWithdrawn},
	StatusCompleted:     {StatusReopened},
	StatusNotUpheld:     {StatusReopened},
	StatusOutOfScope:    {StatusReopened},
	StatusMerged:        {},
	StatusWithdrawn:     {},
	StatusReopened:      {StatusUnderReview, StatusNeedsInfo, StatusReferred, StatusCompleted, StatusNotUpheld, StatusOutOfScope, StatusWithdrawn},
}

// May reports whether a case may go from s to next.
func (s Status) May(next Status) bool { return slices.Contains(caseSteps[s], next) }

// move changes the status or refuses.
func (c *Case) move(next Status) error {
	if !c.Status.May(next) {
		return booking.Refuse("case_step", "", "from", string(c.Status), "to", string(next))
	}
	c.Status = next
	return nil
}
