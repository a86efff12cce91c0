// Package allocation gives out a week's audience slots, exactly and explainably.
//
// A Problem holds the office's policy, the slots of the week, the requests that
// wait for one, and the pins the office has set. Solve answers with a Plan:
// who sits where, why everybody else does not, and how high each slot's bar was.
//
//	plan, err := allocation.Solve(problem)
//	if err != nil {
//		return err // *InvalidError: names the place that is wrong
//	}
//	for _, seat := range plan.Seats { ... }
//
// The flow is: Validate the problem; rank the requests (tier, then points, then
// lot); find the feasible pairs through an index over host, venue and time;
// decide who is seated by walking the ranks and adding each request that a
// chain of moves can seat without unseating anybody; decide when they sit by
// an exact least-cost matching of those people only; derive each slot's
// cut-off; give every unseated request its reason and what would help it.
//
// Who is seated is the greedy on a transversal matroid, hence the best set for
// every weighting that agrees with the ranking. One rule can be checked by
// anybody: a request that is not held is seated if and only if its rank is at
// least the lowest cut-off among the slots it could attend.
//
// The same problem gives the same plan whatever the order of its arrays and
// however many processors run it: everything is sorted first, one goroutine
// does the work, and all arithmetic is on integers.
//
// Left out on purpose: files (package planfile), storage, clocks, and any
// choice of interpreters or booths, which are bound to slots beforehand.
package allocation
