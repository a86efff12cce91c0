package sitting_test

import (
	"testing"
	"time"
)

func TestSitting_AHostWhoNeverComes(t *testing.T) {
	m := newMorning(t, 2)
	citizen := m.citizen(1)
	m.Clock.Set(m.audiences[1].At.Add(25 * time.Minute))
	if err := m.run.Refresh(t.Context(), m.session()); err != nil {
		t.Fatal(err)
	}
	var queue struct {
		Yours struct {
			Place       int  `json:"place"`
			FromMinutes int  `json:"fromMinutes"`
			ToMinutes   int  `json:"toMinutes"`
			LateMinutes int  `json:"lateMinutes"`
			Called      bool `json:"called"`
		} `json:"yours"`
	}
	citizen.Latest("queue", &queue)
	yours := queue.Yours
	if yours.Place != 2 || yours.Called || yours.LateMinutes < 25 || yours.ToMinutes <= yours.FromMinutes {
		t.Errorf("who waits is told %+v", yours)
	}
}
