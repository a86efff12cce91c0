package planfile

import (
	"errors"
	"io"
)

// Allocate reads a problem and writes its plan. Nothing is written unless the
// problem is sound and the plan complete.
func Allocate(in io.Reader, out io.Writer) error {
	problem, err := DecodeProblem(in)
	if err != nil {
		return err
	}
	plan, err := Solve(problem)
	if err != nil {
		return err
	}
	return EncodePlan(out, plan)
}

// Check reads a problem and a plan and verifies the one against the other.
func Check(problem, plan io.Reader) error {
	p, err := DecodeProblem(problem)
	if err != nil {
		return err
	}
	answer, err := DecodePlan(plan)
	if err != nil {
		return err
	}
	return Verify(p, answer)
}

// WrongPlanError says the first thing that is wrong with a plan.
type WrongPlanError struct {
	Fault string
}

func (e *WrongPlanError) Error() string { return "wrong plan: " + e.Fault }

// ExitCode returns the exit code for an error of Allocate or Check: 0 for
// none, 1 for a wrong plan, 2 for bad input and everything else.
func ExitCode(err error) int {
	var wrong *WrongPlanError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &wrong):
		return 1
	}
	return 2
}
