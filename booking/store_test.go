package booking_test

import (
	"testing"

	"majlis/booking/bookingtest"
)

func TestMemory(t *testing.T) {
	bookingtest.TestStore(t, func(*testing.T) bookingtest.Backing { return bookingtest.NewMemory().Backing() })
}
