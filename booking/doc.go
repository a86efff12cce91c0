// Package booking gives out audiences with a host: weeks of sessions and slots, requests for
// audience, the weekly allocation, offers, appointments and how each audience ended.
package booking
