package notify_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ical "github.com/arran4/golang-ical"

	"majlis/internal/notify"
)

func TestAppointment_Calendar(t *testing.T) {
	a := notify.Appointment{
		Offer: 5, Version: 2, At: time.Date(2026, 11, 29, 7, 30, 0, 0, time.UTC), Minutes: 15, Summary: "جلسة استقبال مرئية مع معالي الوزير في الوزارة",
		Place: "مرئي", Advice: "ادخلوا قبلها بربع ساعة", Host: "majlis.example:8443", Stamp: now,
	}
	text := a.Calendar()
	for line := range strings.SplitSeq(strings.TrimSuffix(string(text), "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
	read, err := ical.ParseCalendar(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	event := read.Events()[0]
	starts, err := event.GetStartAt()
	if err != nil || !starts.Equal(a.At) {
		t.Errorf("starts at %s, %v", starts, err)
	}
	if got := event.GetProperty(ical.ComponentPropertySummary).Value; got != a.Summary {
		t.Errorf("the summary is %q", got)
	}
	for _, part := range []string{"METHOD:PUBLISH\r\n", "SEQUENCE:2\r\n", "DTSTART;TZID=Asia/Riyadh:20261129T103000\r\n", "BEGIN:VTIMEZONE\r\n", "TRIGGER:-PT1H\r\n", "@majlis.example\r\n"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("%q is not in\n%s", part, text)
		}
	}

	uid := event.Id()
	a.Version, a.Cancelled = 3, true
	text = a.Calendar()
	read, err = ical.ParseCalendar(bytes.NewReader(text))
	if err != nil || read.Events()[0].Id() != uid || !strings.Contains(string(text), "METHOD:CANCEL\r\n") || !strings.Contains(string(text), "SEQUENCE:3\r\n") {
		t.Errorf("%v\n%s", err, text)
	}
	if strings.Contains(string(text), "VALARM") {
		t.Error("a cancelled appointment rings")
	}
}
