package recordings_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/internal/recordings"
)

// store keeps everything in memory. As in the schema, one question may be open at a time.
type store struct {
	policies []recordings.Policy
	files    []recordings.Recording
	accesses []recordings.Access
	actions  []string
}

func (s *store) AddRecordingPolicy(_ context.Context, p recordings.Policy) error {
	p.ID = int64(len(s.policies) + 1)
	s.policies = append([]recordings.Policy{p}, s.policies...)
	return nil
}

func (s *store) DecideRecordingPolicy(_ context.Context, p recordings.Policy) error {
	for i := range s.policies {
		if s.policies[i].ID == p.ID {
			s.policies[i] = p
		}
	}
	return nil
}

func (s *store) RecordingPolicies(context.Context) ([]recordings.Policy, error) {
	return s.policies, nil
}

func (s *store) AddRecording(_ context.Context, r recordings.Recording) (int64, error) {
	r.ID = int64(len(s.files) + 1)
	s.files = append(s.files, r)
	return r.ID, nil
}

func (s *store) SaveRecording(_ context.Context, r recordings.Recording) error {
	s.files[r.ID-1] = r
	return nil
}

func (s *store) Recording(_ context.Context, id int64) (recordings.Recording, error) {
	if id < 1 || int(id) > len(s.files) {
		return recordings.Recording{}, booking.ErrNotFound
	}
	return s.files[id-1], nil
}

func (s *store) Recordings(context.Context) ([]recordings.Recording, error) { return s.files, nil }

func (s *store) AddRecordingAccess(_ context.Context, a recordings.Access) error {
	a.ID = int64(len(s.accesses) + 1)
	s.accesses = append(s.accesses, a)
	return nil
}

func (s *store) SaveRecordingAccess(_ context.Context, a recordings.Access) error {
	s.accesses[a.ID-1] = a
	return nil
}

func (s *store) RecordingAccesses(context.Context) ([]recordings.Access, error) {
	return s.accesses, nil
}

func (s *store) Record(_ context.Context, action, _ string, _ int64, _ string) error {
	s.actions = append(s.actions, action)
	return nil
}

func (s *store) InTx(ctx context.Context, do func(context.Context) error) error { return do(ctx) }

func as(id int64, role identity.Role) context.Context {
	return identity.WithActor(context.Background(), identity.Actor{Staff: &identity.Staff{ID: id, Role: role, Active: true}})
}

func office(now *time.Time) (*recordings.Office, *store) {
	s := &store{}
	return recordings.New(recordings.Config{
		Policies: s, Files: s, Accesses: s, Journal: s, Tx: s, Now: func() time.Time { return *now }, KeepFor: 30 * 24 * time.Hour,
	}), s
}

var refused = func(err error, code string) bool {
	var r *booking.Refusal
	return errors.As(err, &r) && r.Code == code
}

func TestOffice_PolicyTakesTwoPeople(t *testing.T) {
	now := time.Now()
	o, s := office(&now)
	chief, auditor := as(1, identity.RoleChief), as(2, identity.RoleAuditor)
	on := func() bool {
		is, err := o.Recorded(chief)
		if err != nil {
			t.Fatal(err)
		}
		return is
	}
	if on() {
		t.Error("recording is on by itself")
	}
	if err := o.AskPolicy(as(3, identity.RoleOperations), true, "because we can"); !errors.Is(err, booking.ErrForbidden) {
		t.Errorf("somebody without the permission: %v", err)
	}
	if err := o.AskPolicy(chief, true, " no "); !refused(err, "recording_reason") {
		t.Errorf("without a reason: %v", err)
	}
	if err := o.AskPolicy(chief, true, "by order of the committee"); err != nil || on() {
		t.Fatalf("asked: %v, on %v", err, on())
	}
	if err := o.DecidePolicy(chief, 1, true); !refused(err, "recording_two_people") || on() {
		t.Errorf("approved by whoever asked: %v", err)
	}
	if err := o.DecidePolicy(auditor, 1, true); err != nil || !on() {
		t.Errorf("approved by another: %v, on %v", err, on())
	}
	if err := o.DecidePolicy(auditor, 1, false); !errors.Is(err, booking.ErrConflict) {
		t.Errorf("decided twice: %v", err)
	}
	if err := o.AskPolicy(auditor, false, "no longer needed"); err != nil || on() {
		t.Errorf("turned off by one: %v, on %v", err, on())
	}
	if err := o.DecidePolicy(auditor, 99, true); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("no such question: %v", err)
	}
	if len(s.actions) != 3 {
		t.Errorf("audited: %v", s.actions)
	}
}

func TestOffice_AccessTakesTwoPeople(t *testing.T) {
	now := time.Now()
	o, s := office(&now)
	chief, host := as(1, identity.RoleChief), as(2, identity.RoleHost)
	id, err := o.Begun(context.Background(), recordings.Recording{Audience: 7, Node: "one", Place: "7-1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.AskAccess(chief, id, "a complaint"); !refused(err, "recording_gone") {
		t.Errorf("one that runs: %v", err)
	}
	r := s.files[0]
	r.State = recordings.Finished
	if err := o.Ended(context.Background(), r); err != nil {
		t.Fatal(err)
	}
	if err := o.AskAccess(chief, id, "a complaint"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Fetch(chief, 1); !errors.Is(err, booking.ErrForbidden) {
		t.Errorf("before anybody decided: %v", err)
	}
	if err := o.DecideAccess(chief, 1, true); !refused(err, "recording_two_people") {
		t.Errorf("by whoever asked: %v", err)
	}
	if err := o.DecideAccess(host, 1, true); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Fetch(host, 1); !errors.Is(err, booking.ErrForbidden) {
		t.Errorf("by whoever approved: %v", err)
	}
	if got, err := o.Fetch(chief, 1); err != nil || got.Place != "7-1" {
		t.Errorf("fetched: %+v, %v", got, err)
	}
	now = now.Add(25 * time.Hour)
	if _, err := o.Fetch(chief, 1); !errors.Is(err, booking.ErrForbidden) {
		t.Errorf("a day later: %v", err)
	}
}

func TestOffice_Destroy(t *testing.T) {
	now := time.Now()
	o, s := office(&now)
	for range 2 {
		id, _ := o.Begun(context.Background(), recordings.Recording{Audience: 7, Node: "one"})
		r := s.files[id-1]
		r.State = recordings.Finished
		if err := o.Ended(context.Background(), r); err != nil {
			t.Fatal(err)
		}
	}
	gone := 0
	remove := func(string) error {
		if gone++; gone == 2 {
			return errors.New("it is held")
		}
		return nil
	}
	if err := o.Destroy(context.Background(), "one", remove); err != nil || gone != 0 {
		t.Errorf("too early: %v, %d", err, gone)
	}
	now = now.Add(31 * 24 * time.Hour)
	if err := o.Destroy(context.Background(), "another", remove); err != nil || gone != 0 {
		t.Errorf("on another node: %v, %d", err, gone)
	}
	if err := o.Destroy(context.Background(), "one", remove); err == nil {
		t.Error("what could not be removed is not told")
	}
	if s.files[0].State != recordings.Destroyed || s.files[0].DestroyedAt.IsZero() || s.files[1].State != recordings.Finished {
		t.Errorf("files %+v", s.files)
	}
	if last := s.actions[len(s.actions)-1]; last != "recording.destroy" {
		t.Errorf("audited last: %s", last)
	}
}
