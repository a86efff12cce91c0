// Package planfile reads and writes the two files of the weekly allocation:
// the problem (policy, slots, requests, pins) and the plan (seats, unseated,
// cut-offs). It also checks a plan without trusting the solver.
//
//	problem, err := planfile.DecodeProblem(file) // strict; errors name the place
//	plan, err := planfile.Solve(problem)         // allocation.Solve, and the input's hash
//	err = planfile.EncodePlan(out, plan)
//	...
//	err = planfile.Verify(problem, plan)         // *WrongPlanError: the first thing wrong
//
// Decoding is stricter than encoding/json: keys are matched exactly, a key may
// not be unknown or repeated, text must be valid UTF-8, numbers are integers
// from 0 to 1,000,000, nothing may follow the document. What is wrong with a
// file comes back as an *allocation.InvalidError.
//
// EncodeProblem writes the canonical form, of which there is exactly one per
// problem however its file was ordered; Hash is the SHA-256 of those bytes, so
// sha256sum of a canonical file gives the plan's input_sha256.
//
// Left out on purpose: the rules themselves (package allocation), persons,
// storage. The command line is in cmd/majlis; Allocate, Check and ExitCode are
// what it runs.
package planfile
