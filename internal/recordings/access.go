package recordings

import (
	"context"
	"errors"

	"majlis/booking"
)

// AskAccess asks for a finished recording.
func (o *Office) AskAccess(ctx context.Context, recording int64, reason string) error {
	who, err := staffOf(ctx)
	if err != nil {
		return err
	}
	if reason, err = checkReason(reason); err != nil {
		return err
	}
	return o.Tx.InTx(ctx, func(ctx context.Context) error {
		r, err := o.Files.Recording(ctx, recording)
		if err != nil {
			return err
		}
		if r.State != Finished {
			return booking.Refuse("recording_gone", "")
		}
		if err := o.Accesses.AddRecordingAccess(ctx, Access{RecordingID: recording, Reason: reason, AskedBy: who, AskedAt: o.Now()}); err != nil {
			return err
		}
		return o.Journal.Record(ctx, "recording.ask", "recording", recording, reason)
	})
}

// DecideAccess answers a wish for a recording. Whoever asked may take it back, not approve it.
func (o *Office) DecideAccess(ctx context.Context, id int64, approve bool) error {
	who, err := staffOf(ctx)
	if err != nil {
		return err
	}
	return o.Tx.InTx(ctx, func(ctx context.Context) error {
		a, err := o.access(ctx, id)
		switch {
		case err != nil:
			return err
		case !a.Open():
			return booking.ErrConflict
		case approve && a.AskedBy == who:
			return booking.Refuse("recording_two_people", "")
		}
		a.DecidedBy, a.DecidedAt, a.Approved = who, o.Now(), approve
		if err := o.Accesses.SaveRecordingAccess(ctx, a); err != nil {
			return err
		}
		return o.Journal.Record(ctx, decided("recording", approve), "recording", a.RecordingID, a.Reason)
	})
}

func (o *Office) access(ctx context.Context, id int64) (Access, error) {
	all, err := o.Accesses.RecordingAccesses(ctx)
	if err != nil {
		return Access{}, err
	}
	for _, a := range all {
		if a.ID == id {
			return a, nil
		}
	}
	return Access{}, booking.ErrNotFound
}

// Usable reports whether who may fetch the file with a wish now.
func (o *Office) Usable(a Access, who int64) bool {
	return a.Approved && a.AskedBy == who && o.Now().Sub(a.DecidedAt) < accessFor
}

// Fetch gives the recording of an approved wish to whoever asked for it, and writes that down.
func (o *Office) Fetch(ctx context.Context, id int64) (Recording, error) {
	who, err := staffOf(ctx)
	if err != nil {
		return Recording{}, err
	}
	var r Recording
	err = o.Tx.InTx(ctx, func(ctx context.Context) error {
		a, err := o.access(ctx, id)
		if err != nil {
			return err
		}
		if !o.Usable(a, who) {
			return booking.ErrForbidden
		}
		if r, err = o.Files.Recording(ctx, a.RecordingID); err != nil {
			return err
		}
		if r.State != Finished {
			return booking.Refuse("recording_gone", "")
		}
		a.UsedAt = o.Now()
		if err := o.Accesses.SaveRecordingAccess(ctx, a); err != nil {
			return err
		}
		return o.Journal.Record(ctx, "recording.read", "recording", r.ID, a.Reason)
	})
	return r, err
}

// Begun notes a recording that a node begins at a place of its own, and gives its id.
func (o *Office) Begun(ctx context.Context, r Recording) (int64, error) {
	r.State, r.StartedAt = Running, o.Now()
	r.KeepUntil = r.StartedAt.Add(o.KeepFor)
	var id int64
	err := o.Tx.InTx(ctx, func(ctx context.Context) (err error) {
		if id, err = o.Files.AddRecording(ctx, r); err != nil {
			return err
		}
		return o.Journal.Record(ctx, "recording.begin", "recording", id, "")
	})
	return id, err
}

// Ended notes what became of a recording.
func (o *Office) Ended(ctx context.Context, r Recording) error {
	r.EndedAt = o.Now()
	return o.Tx.InTx(ctx, func(ctx context.Context) error {
		if err := o.Files.SaveRecording(ctx, r); err != nil {
			return err
		}
		return o.Journal.Record(ctx, "recording.end", "recording", r.ID, string(r.State))
	})
}

// Destroy removes what its time is over of on one node: remove deletes a place's files, and only what is
// deleted is noted as destroyed.
func (o *Office) Destroy(ctx context.Context, node string, remove func(place string) error) error {
	all, err := o.Files.Recordings(ctx)
	if err != nil {
		return err
	}
	var wrong []error
	for _, r := range all {
		if r.Node != node || r.State == Destroyed || r.State == Running || o.Now().Before(r.KeepUntil) {
			continue
		}
		if err := remove(r.Place); err != nil {
			wrong = append(wrong, err)
			continue
		}
		r.State, r.DestroyedAt = Destroyed, o.Now()
		wrong = append(wrong, o.Tx.InTx(ctx, func(ctx context.Context) error {
			if err := o.Files.SaveRecording(ctx, r); err != nil {
				return err
			}
			return o.Journal.Record(ctx, "recording.destroy", "recording", r.ID, "")
		}))
	}
	return errors.Join(wrong...)
}

// Unfinished are the recordings that a node was taking when it stopped.
func (o *Office) Unfinished(ctx context.Context, node string) ([]Recording, error) {
	all, err := o.Files.Recordings(ctx)
	if err != nil {
		return nil, err
	}
	var left []Recording
	for _, r := range all {
		if r.Node == node && r.State == Running {
			left = append(left, r)
		}
	}
	return left, nil
}
