// Package mos says in one number how a conversation sounds to people: the mean opinion score of the
// E-model, ITU-T Recommendation G.107 (06/2015), simplified for what a media server can measure.
//
// The E-model rates a connection by R = Ro − Is − Id − Ie,eff + A (equation 7-1). Noise and loudness
// are nothing that can be seen here, so Ro − Is is taken as 93.2, the value of a connection with the
// recommendation's default parameters, and A as 0. What is left depends on delay and loss:
//
//   - Id, by the approximation of Cole and Rosenbluth ("Voice over IP performance monitoring", ACM
//     SIGCOMM CCR 31(2), 2001): 0.024 d + 0.11 (d − 177.3) above d = 177.3 ms of delay from mouth to ear.
//   - Ie,eff, by equation 7-29: Ie + (95 − Ie) · Ppl / (Ppl / BurstR + Bpl), with losses taken as
//     random (BurstR = 1).
//
// G.113 lists no values for Opus. Ie is 0 and Bpl 25.1, those of G.711 with concealment in its
// appendix I: Opus is the better codec of the two, and conceals and repairs losses at least as well.
package mos

import "time"

const (
	clean      = 93.2                  // Ro − Is with default parameters
	robustness = 25.1                  // Bpl
	knee       = 177.3                 // ms; from here on a delay disturbs the taking of turns
	codec      = 47 * time.Millisecond // a packet of 20 ms, 6.5 ms look-ahead, and as much again to play it
)

// Score judges the way between one person and the server by itself: rtt is its round trip, jitter that
// of RFC 3550 section 6.4.1, and loss the worse direction's share from 0 to 1. The score is from 1
// (unusable) to 4.4; above 4 people are satisfied, below 3.1 most are not.
func Score(rtt, jitter time.Duration, loss float64) float64 {
	// A receiver's buffer holds back about twice the jitter.
	delay := float64(rtt/2+2*jitter+codec) / float64(time.Millisecond)
	return opinion(clean - delayed(delay) - lost(100*min(max(loss, 0), 1)))
}

// delayed is Id for a delay in ms.
func delayed(d float64) float64 { return 0.024*d + 0.11*max(d-knee, 0) }

// lost is Ie,eff for a loss in per cent.
func lost(percent float64) float64 { return 95 * percent / (percent + robustness) }

// opinion turns a rating into a mean opinion score, by equation B-4 of annex B.
func opinion(r float64) float64 {
	if r <= 0 {
		return 1
	}
	r = min(r, 100)
	return max(1, 1+0.035*r+r*(r-60)*(100-r)*7e-6)
}
