package booking

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"majlis/booking/allocation"
	"majlis/booking/planfile"
)

// Allocate runs the allocator over a week and keeps what went in and came out as a draft.
// It refuses a week that was never opened (week_not_opened), one already published
// (week_already_published), one without free slots (week_without_slots), and a pin that
// cannot be kept (pin_impossible, naming the request and the rule).
func (d *Desk) Allocate(ctx context.Context, week time.Time) (Plan, error) {
	week = WeekOf(week)
	var made Plan
	err := d.inTx(ctx, "allocate a week", func(ctx context.Context) error {
		if err := d.lockWeek(ctx, week); err != nil {
			return err
		}
		if published, err := d.published(ctx, week); err != nil {
			return err
		} else if published {
			return Refuse("week_already_published", "")
		}
		p, err := d.problem(ctx, week)
		if errors.Is(err, ErrNotFound) {
			return Refuse("week_not_opened", "")
		}
		if err != nil {
			return err
		}
		if len(p.Slots) == 0 {
			return Refuse("week_without_slots", "")
		}
		if made, err = solve(p); err != nil {
			return err
		}
		made.Week, made.Status, made.MadeBy, made.MadeAt, made.Version = week, PlanDraft, d.actor(ctx), d.now(), 1
		if made.ID, err = d.store.Plans.AddPlan(ctx, made); err != nil {
			return err
		}
		return d.journal.Record(ctx, "allocate", subjectPlan, int64(made.ID), dateOf(week))
	})
	return made, err
}

// solve turns a problem into a plan's bytes.
func solve(p allocation.Problem) (Plan, error) {
	solution, err := planfile.Solve(p)
	if err != nil {
		return Plan{}, fmt.Errorf("solve the week: %w", err)
	}
	var in, out bytes.Buffer
	if err := planfile.EncodeProblem(&in, p); err != nil {
		return Plan{}, fmt.Errorf("write the problem: %w", err)
	}
	if err := planfile.EncodePlan(&out, solution); err != nil {
		return Plan{}, fmt.Errorf("write the plan: %w", err)
	}
	return Plan{Problem: in.Bytes(), Solution: out.Bytes(), InputSHA256: solution.InputSHA256}, nil
}

// published reports whether the week's allocation is out.
func (d *Desk) published(ctx context.Context, week time.Time) (bool, error) {
	plans, err := d.store.Plans.PlansOfWeek(ctx, week)
	if err != nil {
		return false, err
	}
	for _, p := range plans {
		if p.Status == PlanPublished {
			return true, nil
		}
	}
	return false, nil
}

// Plans lists a week's plans, newest first, without Problem and Solution.
func (d *Desk) Plans(ctx context.Context, week time.Time) ([]Plan, error) {
	return d.store.Plans.PlansOfWeek(ctx, WeekOf(week))
}

// Plan is one plan with its Problem and Solution, or ErrNotFound.
func (d *Desk) Plan(ctx context.Context, id PlanID) (Plan, error) {
	return d.store.Plans.Plan(ctx, id)
}
