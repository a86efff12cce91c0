package web

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"
)

// Served says how a request went, without anything personal: the route instead of the path, which
// may hold a token.
type Served struct {
	Route  string // the pattern; "" when there was none
	Method string
	Status int
	Bytes  int64
	Took   time.Duration
}

// A trace follows one request.
type trace struct {
	number string // shown on the page of a fault, found in the log
	route  string
	actor  string
}

type traceKey struct{}

// traceOf is the request's trace; outside one, a trace that nobody reads.
func traceOf(r *http.Request) *trace {
	if t, ok := r.Context().Value(traceKey{}).(*trace); ok {
		return t
	}
	return &trace{}
}

// traced numbers a request, logs how it went, and catches a panic.
func (s *site) traced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.Now()
		mark := &trace{number: newNumber(), actor: "visitor"}
		r = r.WithContext(context.WithValue(r.Context(), traceKey{}, mark))
		answer := &answer{ResponseWriter: w}
		w.Header().Set("Majlis-Request", mark.number)
		defer func() {
			if why := recover(); why != nil {
				s.panicked(answer, r, why)
			}
			served := Served{Route: mark.route, Method: r.Method, Status: answer.status, Bytes: answer.bytes, Took: s.Now().Sub(start)}
			s.Logger.InfoContext(r.Context(), "request", "number", mark.number, "method", served.Method, "route", served.Route,
				"status", served.Status, "bytes", served.Bytes, "took", served.Took, "actor", mark.actor)
			if s.Observe != nil {
				s.Observe(served)
			}
		}()
		next.ServeHTTP(answer, r)
		if answer.status == 0 {
			answer.status = http.StatusOK
		}
	})
}

// panicked turns a panic into a fault. The connection of an answer already begun is cut, so that
// the browser does not take half a page for a whole one.
func (s *site) panicked(w *answer, r *http.Request, why any) {
	err, _ := why.(error)
	if errors.Is(err, http.ErrAbortHandler) {
		panic(why)
	}
	s.Logger.ErrorContext(r.Context(), "panic", "number", traceOf(r).number, "route", traceOf(r).route,
		"what", fmt.Sprint(why), "stack", string(debug.Stack()))
	if w.status != 0 {
		panic(http.ErrAbortHandler)
	}
	s.fail(w, r, errPanic)
}

// newNumber is what a person reads out on the telephone: eight characters in two halves.
func newNumber() string {
	b := make([]byte, 5)
	_, _ = rand.Read(b) // never fails
	text := base32.StdEncoding.EncodeToString(b)
	return text[:4] + "-" + text[4:]
}

// An answer remembers what was answered.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
