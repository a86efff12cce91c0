// Package setup edits what the office is made of: who receives, the departments that answer, and the
// centres where people come. Each is an entry of named parts, drawn, read and compared by one code.
package setup

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"strconv"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

//go:embed *.html
var files embed.FS

// Places are centres and departments. casework.Office keeps them.
type Places interface {
	Centres(ctx context.Context) ([]casework.Centre, error)
	SaveCentre(ctx context.Context, c casework.Centre) error
	Departments(ctx context.Context) ([]casework.Department, error)
	SaveDepartment(ctx context.Context, d casework.Department) (casework.DepartmentID, error)
}

// Hosts are those who receive. booking.Desk keeps them.
type Hosts interface {
	Hosts(ctx context.Context) ([]booking.Host, error)
	SaveHost(ctx context.Context, h booking.Host) (booking.Host, error)
}

// Deps is what the pages need; everything is required.
type Deps struct {
	Pages  *page.Renderer
	Places Places
	Hosts  Hosts
}

// Surface serves the pages.
type Surface struct {
	Deps
	listPage, editPage *page.Template
}

// New parses the pages.
func New(d Deps) *Surface {
	return &Surface{Deps: d, listPage: d.Pages.Parse(files, "setup.html"), editPage: d.Pages.Parse(files, "edit.html")}
}

// Routes is the surface's route table.
func (s *Surface) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/office/setup", Needs: identity.AccountEdit, Serve: s.setup},
		{Pattern: "GET /{lang}/office/setup/{what}/{key}", Needs: identity.AccountEdit, Serve: s.askEdit},
		{Pattern: "POST /{lang}/office/setup/{what}/{key}", Needs: identity.AccountEdit, Serve: s.edit},
	}
}

// inLang picks the Arabic or the English of two texts.
func inLang(lang i18n.Lang, ar, en string) string {
	if lang == i18n.Arabic || en == "" {
		return ar
	}
	return en
}

type setupView struct {
	page.View
	Parts []setupPart
}

// A setupPart is the list of one sort of entry.
type setupPart struct {
	Title string
	Add   page.Button
	Table page.Table
}

// setup lists who receives, who answers and where people come.
func (s *Surface) setup(w http.ResponseWriter, r *http.Request) error {
	v := &setupView{View: s.Pages.View(r, page.Console, "office.setup.title")}
	ctx := r.Context()
	hosts, err := s.Deps.Hosts.Hosts(ctx)
	if err != nil {
		return err
	}
	departments, err := s.Places.Departments(ctx)
	if err != nil {
		return err
	}
	centres, err := s.Places.Centres(ctx)
	if err != nil {
		return err
	}
	list := v.part("host", "title", "city", "state")
	for _, h := range hosts {
		list.add(v, "host", h.Code, page.Cell{Text: inLang(v.Lang, h.TitleAr, h.TitleEn), Sub: inLang(v.Lang, h.ShortAr, h.ShortEn)}, page.Cell{Text: cityText(&v.View, h.City)}, v.state(h.Active))
	}
	list = v.part("department", "name", "respond_days", "state")
	for _, d := range departments {
		list.add(v, "department", d.Code, page.Cell{Text: inLang(v.Lang, d.NameAr, d.NameEn)}, page.Cell{Text: v.T("common.days", "count", d.RespondDays)}, v.state(d.Active))
	}
	list = v.part("centre", "name", "hours", "phone", "booths")
	for _, c := range centres {
		hours := v.T("common.time.range", "from", hourText(&v.View, c.Opens), "to", hourText(&v.View, c.Closes))
		list.add(v, "centre", c.Code, page.Cell{Text: inLang(v.Lang, c.NameAr, c.NameEn), Sub: inLang(v.Lang, c.AddressAr, c.AddressEn)},
			page.Cell{Text: hours}, page.Cell{Text: c.Phone, Ltr: true}, page.Cell{Text: strconv.Itoa(c.Booths)})
	}
	return s.listPage.Render(w, r, http.StatusOK, v)
}

func (v *setupView) part(what string, columns ...string) *setupPart {
	p := setupPart{
		Title: v.T("office.setup.list." + what),
		Add:   page.Button{Label: v.T("office.setup.add." + what), Href: "/office/setup/" + what + "/" + isNew, Style: page.Secondary, Icon: "plus", Small: true},
		Table: page.Table{Caption: v.T("office.setup.list." + what), Hide: true, Empty: &page.EmptyState{Title: v.T("common.none"), Text: v.T("office.setup.empty." + what)}},
	}
	for _, column := range columns {
		p.Table.Columns = append(p.Table.Columns, page.Column{Label: v.T("office.column." + column)})
	}
	v.Parts = append(v.Parts, p)
	return &v.Parts[len(v.Parts)-1]
}

// add makes the first cell the way into the entry.
func (p *setupPart) add(v *setupView, what, code string, cells ...page.Cell) {
	cells[0].Href = fmt.Sprintf("/office/setup/%s/%s", what, code)
	p.Table.Rows = append(p.Table.Rows, page.TableRow{Cells: cells})
}

func (v *setupView) state(active bool) page.Cell {
	if active {
		return page.Cell{Show: page.Tag{Kind: page.Success, Text: v.T("office.setup.active")}}
	}
	return page.Cell{Show: page.Tag{Text: v.T("office.setup.inactive")}}
}
