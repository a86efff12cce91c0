// Package casework follows what a person filed from receipt to result: cases, referrals to
// departments, response clocks, the answer, and what the person thought of it.
package casework
