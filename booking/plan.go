package booking

import (
	"strconv"
	"time"
)

// PlanStatus is the life of one run of the allocator.
type PlanStatus string

const (
	PlanDraft     PlanStatus = "draft"
	PlanPublished PlanStatus = "published"
	PlanDiscarded PlanStatus = "discarded"
)

// A Plan is one run of the allocator over a week: what went in and what came out, as the
// bytes of the public file formats, so that anybody can check it.
type Plan struct {
	ID          PlanID
	Week        time.Time // the Sunday, midnight in Riyadh
	Status      PlanStatus
	Problem     []byte
	Solution    []byte
	InputSHA256 string
	MadeBy      string
	MadeAt      time.Time
	PublishedAt time.Time
	Version     int
}

func roomName(id SessionID) string { return "session-" + strconv.FormatInt(int64(id), 10) }
