package host

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/web/page"
)

// mostOrders is how many directives one form takes; further ones are a further form.
const mostOrders = 3

var riyadh = time.FixedZone("Asia/Riyadh", 3*60*60)

type directView struct {
	page.View
	Who    page.SummaryList
	Orders []orderFields
	Submit page.Button
}

type orderFields struct {
	Legend     string
	Department page.Select
	Owner      page.TextField
	Text       page.TextArea
	DueOn      page.TextField
}

func (s *Surface) askDirect(w http.ResponseWriter, r *http.Request) error {
	found, err := s.read(r)
	if err != nil {
		return err
	}
	return s.drawDirect(w, r, http.StatusOK, found, nil)
}

func (s *Surface) drawDirect(w http.ResponseWriter, r *http.Request, status int, found received, form *page.Form) error {
	v := &directView{View: s.Pages.View(r, page.Console, "host.direct.title")}
	back := "/host/audience/" + id(int64(found.audience.ID))
	v.Crumbs = []page.Link{{Href: "/host", Text: v.T("host.day.title")}, {Href: back, Text: v.T("host.brief.title")}}
	v.Lead = v.T("host.direct.lead")
	v.Who = page.SummaryList{Compact: true, Rows: []page.SummaryRow{
		{Label: v.T("host.brief.person"), Text: found.person.FullName},
		{Label: v.T("host.brief.reference"), Text: found.kase.Reference, Ltr: true},
		{Label: v.T("host.brief.subject"), Text: found.kase.Subject},
	}}
	departments, err := s.Cases.Departments(r.Context())
	if err != nil {
		return err
	}
	for n := range mostOrders {
		order := s.order(v, n, departments)
		if form != nil {
			form.Fill(v.Printer, &order.Department, &order.Owner, &order.Text, &order.DueOn)
		}
		v.Orders = append(v.Orders, order)
	}
	if form != nil {
		v.Refused(form.Errors)
	}
	v.Submit = page.Button{Label: v.T("host.direct.send"), Icon: "directive"}
	return s.directPage.Render(w, r, status, v)
}

func (s *Surface) order(v *directView, n int, departments []casework.Department) orderFields {
	suffix := strconv.Itoa(n + 1)
	order := orderFields{
		Legend:     v.T("host.direct.order", "n", suffix),
		Department: page.Select{Name: "department" + suffix, Label: v.T("host.direct.department"), Blank: v.T("host.direct.choose"), Optional: n > 0},
		Owner:      page.TextField{Name: "owner" + suffix, Label: v.T("host.direct.owner"), Optional: true, Max: 120},
		Text:       page.TextArea{Name: "text" + suffix, Label: v.T("host.direct.text"), Rows: 3, Max: 1000, Optional: n > 0},
		DueOn: page.TextField{Name: "due_on" + suffix, Label: v.T("host.direct.due_on"), Type: "date", Size: page.Medium,
			Value: s.Now().In(riyadh).AddDate(0, 0, 14).Format(time.DateOnly), Optional: n > 0},
	}
	for _, d := range departments {
		if !d.Active {
			continue
		}
		name := d.NameEn
		if v.Lang == i18n.Arabic {
			name = d.NameAr
		}
		order.Department.Options = append(order.Department.Options, page.Option{Value: id(int64(d.ID)), Label: name})
	}
	return order
}

// direct takes the orders; rows left wholly empty do not count, but the first must be filled.
func (s *Surface) direct(w http.ResponseWriter, r *http.Request) error {
	found, err := s.read(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	ordered, err := s.ordered(r.Context(), found.kase.ID)
	if err != nil {
		return err
	}
	orders := readOrders(form, s.Now(), ordered)
	if len(form.Errors) == 0 {
		err = s.Cases.Direct(r.Context(), int64(found.audience.ID), found.kase.ID, orders)
		if err == nil {
			return page.Redirect(w, r, "/host/audience/"+id(int64(found.audience.ID)), page.Done("host.direct.done", "count", len(orders)))
		}
		if !form.Refused(err) {
			return err
		}
	}
	return s.drawDirect(w, r, http.StatusUnprocessableEntity, found, form)
}

// ordered is which departments still have a directive to answer about the case.
func (s *Surface) ordered(ctx context.Context, kase casework.CaseID) (map[casework.DepartmentID]bool, error) {
	referrals, err := s.Cases.Referrals(ctx, kase)
	ordered := map[casework.DepartmentID]bool{}
	for _, f := range referrals {
		if f.Kind == casework.ReferralDirective && (f.Status == casework.ReferralOpen || f.Status == casework.ReferralStarted) {
			ordered[f.Department] = true
		}
	}
	return ordered, err
}

// readOrders reads the rows; a department takes one open directive at a time.
func readOrders(form *page.Form, now time.Time, ordered map[casework.DepartmentID]bool) []casework.Directive {
	today := now.In(riyadh).Format(time.DateOnly)
	var orders []casework.Directive
	for n := range mostOrders {
		suffix := strconv.Itoa(n + 1)
		d := casework.Directive{
			Department: casework.DepartmentID(form.ID("department" + suffix)), Owner: form.Text("owner" + suffix),
			Text: form.Text("text" + suffix), DueOn: form.Day("due_on"+suffix, riyadh),
		}
		if n > 0 && d.Department == 0 && d.Text == "" {
			continue
		}
		switch {
		case d.Department == 0:
			form.Errors.Add("department"+suffix, "refusal.department_missing")
		case ordered[d.Department]:
			form.Errors.Add("department"+suffix, "refusal.referral_one_open_per_department")
		case d.Text == "":
			form.Errors.Add("text"+suffix, "refusal.referral_text_missing")
		case d.DueOn.IsZero():
			form.Errors.Add("due_on"+suffix, "refusal.date_missing")
		case d.DueOn.Format(time.DateOnly) < today:
			form.Errors.Add("due_on"+suffix, "refusal.date_past")
		}
		ordered[d.Department] = true
		orders = append(orders, d)
	}
	return orders
}
