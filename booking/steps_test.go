package booking

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "redraw docs/booking-rules.md")

const rulesDocument = "../docs/booking-rules.md"

func TestSteps_areDrawn(t *testing.T) {
	text, err := os.ReadFile(rulesDocument)
	if err != nil {
		t.Fatal(err)
	}
	drawn := string(text)
	drawn = redraw(t, drawn, "request", draw(requestSteps))
	drawn = redraw(t, drawn, "offer", draw(offerSteps))
	drawn = redraw(t, drawn, "audience", draw(audienceSteps))
	if drawn == string(text) {
		return
	}
	if !*update {
		t.Fatal("docs/booking-rules.md does not show the tables in steps.go: run with -update")
	}
	if err := os.WriteFile(rulesDocument, []byte(drawn), 0o644); err != nil {
		t.Fatal(err)
	}
}

func redraw(t *testing.T, text, name, drawing string) string {
	t.Helper()
	head := "<!-- " + name + " -->\n"
	before, rest, found := strings.Cut(text, head)
	_, after, ended := strings.Cut(rest, "<!-- end -->")
	if !found || !ended {
		t.Fatalf("no place for the drawing of the %s", name)
	}
	return before + head + drawing + "<!-- end -->" + after
}

func draw[S ~string](steps []step[S]) string {
	var b strings.Builder
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	for _, s := range steps {
		from := string(s.from)
		if from == "" {
			from = "[*]"
		}
		fmt.Fprintf(&b, "    %s --> %s: %s\n", from, s.to, s.by)
	}
	for _, s := range steps {
		if last := string(s.to); leaves(steps, s.to) == 0 && !strings.Contains(b.String(), last+" --> [*]") {
			fmt.Fprintf(&b, "    %s --> [*]\n", last)
		}
	}
	b.WriteString("```\n")
	return b.String()
}

func leaves[S ~string](steps []step[S], from S) (n int) {
	for _, s := range steps {
		if s.from == from {
			n++
		}
	}
	return n
}

// Every state must be reached from the beginning, and no step may stand twice.
func TestSteps_holdTogether(t *testing.T) {
	checkSteps(t, requestSteps)
	checkSteps(t, offerSteps)
	checkSteps(t, audienceSteps)
}

func checkSteps[S ~string](t *testing.T, steps []step[S]) {
	t.Helper()
	reached, seen := map[S]bool{"": true}, map[[2]S]bool{}
	for range steps {
		for _, s := range steps {
			if reached[s.from] {
				reached[s.to] = true
			}
		}
	}
	for _, s := range steps {
		if !reached[s.from] {
			t.Errorf("%s is never reached", s.from)
		}
		if seen[[2]S{s.from, s.to}] {
			t.Errorf("%s to %s stands twice", s.from, s.to)
		}
		seen[[2]S{s.from, s.to}] = true
	}
}

func TestOffer_move(t *testing.T) {
	for _, row := range []struct {
		from, to OfferStatus
		code     string
	}{
		{OfferOpen, OfferConfirmed, ""},
		{OfferConfirmed, OfferDone, ""},
		{OfferLapsed, OfferConfirmed, "offer_lapsed"},
		{OfferDeclined, OfferConfirmed, "offer_answered"},
		{OfferCancelled, OfferConfirmed, "offer_answered"},
		{OfferConfirmed, OfferDeclined, "offer_answered"},
		{OfferRevoked, OfferConfirmed, "offer_gone"},
		{OfferMoved, OfferDeclined, "offer_gone"},
		{OfferDone, OfferCancelled, "window_closed"},
	} {
		o := Offer{Status: row.from}
		err := o.move(row.to)
		if row.code == "" && (err != nil || o.Status != row.to) {
			t.Errorf("%s to %s: %v", row.from, row.to, err)
		}
		if row.code != "" && (err == nil || err.(*Refusal).Code != row.code || o.Status != row.from) {
			t.Errorf("%s to %s: want %s, got %v", row.from, row.to, row.code, err)
		}
	}
}
