package week_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

func withPath(r *http.Request, slot booking.SlotID) *http.Request {
	r.SetPathValue("slot", number(slot))
	return r
}

func (r *rig) late() booking.Request {
	r.t.Helper()
	request := r.Submitted(bookingtest.Ask())
	r.must(r.Desk.Shortlist(context.Background(), request.ID, request.Version, booking.Study{Class: booking.ClassUrgent}))
	return r.Request(request.ID)
}

func TestWeeks_Urgent(t *testing.T) {
	r, all := crowded(t)
	offers, _ := r.offered(all)
	late := r.late()
	t.Run("a slot held back", func(t *testing.T) {
		slot := offers[0].Slot
		r.must(r.Desk.Revoke(context.Background(), offers[0].ID, "travel"))
		r.must(r.Desk.CloseSlot(context.Background(), slot))
		path := "/en/office/week/slot/" + number(slot)
		r.has(r.get("week/slot/{slot}", path), "a[href$='/urgent']", "Give it to an urgent case")
		if n := r.get("week/slot/{slot}/urgent", path+"/urgent").Find("select[name=request] option").Length(); n != 2 {
			t.Errorf("%d to choose from, want the blank one and the urgent case", n)
		}
		for _, form := range []url.Values{{"reason": {"a hearing"}}, {"request": {number(late.ID)}}} {
			if w, _ := r.post("week/slot/{slot}/urgent", path+"/urgent", form); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("%v is answered %d", form, w.Code)
			}
		}
		r.sent("week/slot/{slot}/urgent", path+"/urgent", url.Values{"request": {number(late.ID)}, "reason": {"a hearing"}})
		if made := r.Offered(late.ID); made.Slot != slot || made.Status != booking.OfferOpen {
			t.Errorf("the urgent case has %+v", made)
		}
	})
	t.Run("nobody is bumped without a name", func(t *testing.T) {
		another := r.late()
		path := "/en/office/week/slot/" + number(offers[1].Slot) + "/urgent"
		r.has(r.get("week/slot/{slot}/urgent", path), "main", "The appointment is taken from its person")
		form := url.Values{"request": {number(another.ID)}, "reason": {"a hearing"}, "offer": {number(offers[1].ID)}}
		// The desk of these tests knows nobody's name.
		w, doc := r.post("week/slot/{slot}/urgent", path, form)
		if w.Code != http.StatusUnprocessableEntity {
			t.Fatalf("answered %d", w.Code)
		}
		r.has(doc, "main", "only in the name of an official")
		// Nor does somebody else give way than the page said.
		form.Set("offer", number(offers[2].ID))
		request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if err := r.routes["POST /{lang}/office/week/slot/{slot}/urgent"].Serve(httptest.NewRecorder(), withPath(request, offers[1].Slot)); !errors.Is(err, booking.ErrConflict) {
			t.Errorf("somebody else is bumped: %v", err)
		}
	})
}
