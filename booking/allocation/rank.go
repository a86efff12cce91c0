package allocation

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"slices"
	"strings"
	"time"
)

// Rank is a request's place in the order in which slots are given out.
type Rank struct {
	Tier   int   // 1 for a request that must be served, else 0
	Points int64 // may be negative
	Lot    [sha256.Size]byte
}

// Compare returns +1 when r goes before o, -1 when after, 0 when they are the
// same rank: tier first, then points, then the smaller lot.
func (r Rank) Compare(o Rank) int {
	switch {
	case r.Tier != o.Tier:
		return cmp.Compare(r.Tier, o.Tier)
	case r.Points != o.Points:
		return cmp.Compare(r.Points, o.Points)
	}
	return bytes.Compare(o.Lot[:], r.Lot[:])
}

// Ranker computes ranks under one policy. It is not safe for concurrent use.
type Ranker struct {
	policy *Policy
	today  int64
	mac    hash.Hash
}

// NewRanker returns a Ranker for the policy, which must outlive it unchanged.
func NewRanker(policy *Policy) *Ranker {
	return &Ranker{
		policy: policy,
		today:  dayNumber(policy.NowDate),
		mac:    hmac.New(sha256.New, []byte(policy.Seed)),
	}
}

// Rank returns the request's rank:
//
//	weeks  = whole weeks from the filing batch to today, at least 0
//	points = class.base + class.rate × weeks + first_time (if no prior audience)
//	         − prior × min(prior, prior_max) − missed × missed
//	tier   = 1 when the class must be served by now, else 0
//	lot    = HMAC-SHA256(key seed, message request id)
func (k *Ranker) Rank(r *Request) Rank {
	class := k.policy.Classes[r.Class]
	weeks := k.weeks(r)
	points := int64(class.Base) + int64(class.Rate)*weeks
	if r.Prior == 0 {
		points += int64(k.policy.FirstTime)
	}
	points -= int64(k.policy.Prior) * int64(min(r.Prior, k.policy.PriorMax))
	points -= int64(k.policy.Missed) * int64(r.Missed)
	rank := Rank{Points: points}
	if class.MustServeWeeks > 0 && weeks >= int64(class.MustServeWeeks) {
		rank.Tier = 1
	}
	k.mac.Reset()
	k.mac.Write([]byte(r.ID))
	k.mac.Sum(rank.Lot[:0])
	return rank
}

// weeks is how many whole weeks the request has waited since its batch.
func (k *Ranker) weeks(r *Request) int64 {
	return max(0, (k.today-dayNumber(r.FiledBatch))/7)
}

// dayNumber counts the calendar date of t in days, whatever its time zone.
func dayNumber(t time.Time) int64 {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// ranked is a request with its rank.
type ranked struct {
	Rank
	request *Request
}

// rankAll returns the requests, best rank first.
func rankAll(p *Problem) []ranked {
	ranker := NewRanker(&p.Policy)
	all := make([]ranked, len(p.Requests))
	for i := range p.Requests {
		all[i] = ranked{ranker.Rank(&p.Requests[i]), &p.Requests[i]}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		if c := b.Compare(a.Rank); c != 0 {
			return c
		}
		return strings.Compare(string(a.request.ID), string(b.request.ID))
	})
	return all
}
