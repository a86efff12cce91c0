package citizen

import (
	"net/http"

	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/web/page"
)

type homeView struct {
	page.View
	Hero  page.Hero
	Cards []page.Card
	How   []string
	Also  []page.Link
}

// home is the first page: four things to do, and how it works.
func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	v := &homeView{View: s.Pages.View(r, page.Citizen, "common.service")}
	v.Width = page.Wide
	v.Hero = page.Hero{
		Title: v.T("common.motto.access"), Lead: v.T("citizen.home.lead"),
		Actions: []page.Button{
			{Label: v.T("citizen.home.audience"), Href: "/file/audience", IconEnd: "arrow-forward"},
			{Label: v.T("citizen.home.track"), Href: "/track", Style: page.Secondary},
		},
	}
	card := func(name, icon, href string) page.Card {
		return page.Card{Icon: icon, Title: v.T("citizen.home." + name), Text: v.T("citizen.home." + name + ".text"), Href: href}
	}
	v.Cards = []page.Card{
		card("audience", "audience", "/file/audience"),
		card("file", "request", "/file"),
		card("track", "search", "/track"),
		card("centres", "building", "/centres"),
	}
	if v.Visitor.SignedIn() && !v.Visitor.Staff {
		v.Cards[2].Href = "/cases"
	}
	for _, part := range []string{"file", "study", "appointment", "meet", "result"} {
		v.How = append(v.How, v.T("citizen.home.how."+part))
	}
	return s.homePage.Render(w, r, http.StatusOK, v)
}

type kindsView struct {
	page.View
	Cards []page.Card
}

var kindIcons = map[casework.Kind]string{
	casework.KindRequest: "request", casework.KindComplaint: "scale", casework.KindSuggestion: "bulb",
	casework.KindInquiry: "question", casework.KindAudience: "audience",
}

// kinds asks what is to be filed.
func (s *Site) kinds(w http.ResponseWriter, r *http.Request) error {
	v := &kindsView{View: s.Pages.View(r, page.Citizen, "citizen.kinds.title")}
	v.Lead = v.T("citizen.kinds.lead")
	v.Back = &page.Link{Href: "/", Text: v.T("citizen.back.home")}
	for _, kind := range casework.Kinds() {
		v.Cards = append(v.Cards, page.Card{
			Icon: kindIcons[kind], Title: v.T("common.kind." + string(kind)), Text: v.T("citizen.kinds." + string(kind)), Href: "/file/" + string(kind),
		})
	}
	return s.kindsPage.Render(w, r, http.StatusOK, v)
}

type startView struct {
	page.View
	Need    []string
	Open    *page.Notice
	Privacy page.Details
	Start   page.Button
}

// start says what a filing needs, before anything is asked.
func (s *Site) start(w http.ResponseWriter, r *http.Request) error {
	f, err := s.openFiling(r)
	if err != nil {
		return err
	}
	kind := string(f.kind)
	v := &startView{View: s.Pages.View(r, page.Citizen, "citizen.start.title."+kind)}
	v.Lead = v.T("citizen.start.lead." + kind)
	v.Back = &page.Link{Href: "/file", Text: v.T("citizen.back.kinds")}
	v.Need = []string{v.T("citizen.start.need.mobile"), v.T("citizen.start.need.id"), v.T("citizen.start.need.paper"), v.T("citizen.start.need.files")}
	if v.Open, err = s.openWish(r, f, &v.View); err != nil {
		return err
	}
	v.Privacy = page.Details{Summary: v.T("citizen.start.privacy"), Text: v.T("citizen.privacy.short"),
		Show: []page.Component{page.Button{Label: v.T("citizen.privacy.title"), Href: "/privacy", Style: page.Quiet}}}
	label := "citizen.start.begin"
	if len(f.answers) > 0 {
		label = "citizen.start.resume"
	}
	v.Start = page.Button{Label: v.T(label), Href: f.path(f.steps()[0].name), IconEnd: "arrow-forward"}
	return s.startPage.Render(w, r, http.StatusOK, v)
}

// openWish tells a person early that an audience request of theirs is still open.
func (s *Site) openWish(r *http.Request, f *filing, v *page.View) (*page.Notice, error) {
	phone := identity.ActorFrom(r.Context()).Phone
	if f.kind != casework.KindAudience || phone == "" {
		return nil, nil
	}
	mine, err := s.Office.OfPhone(r.Context(), phone)
	if err != nil {
		return nil, err
	}
	for _, c := range mine {
		if c.Kind != casework.KindAudience {
			continue
		}
		wish, err := s.Desk.RequestOfCase(r.Context(), int64(c.ID))
		if err != nil && !isGone(err) {
			return nil, err
		}
		if err == nil && wish.Status.Open() {
			return &page.Notice{Kind: page.Warning, Text: v.T("citizen.start.open", "reference", v.Isolate(c.Reference)),
				Links: []page.Link{{Href: "/cases/" + c.Reference, Text: v.T("citizen.filed.follow")}}}, nil
		}
	}
	return nil, nil
}

type trackView struct {
	page.View
	Reference page.TextField
	Submit    page.Button
	Mine      page.Link
}

func (s *Site) newTrack(r *http.Request) *trackView {
	v := &trackView{View: s.Pages.View(r, page.Citizen, "citizen.track.title")}
	v.Lead = v.T("citizen.track.lead")
	v.Reference = page.TextField{Name: "reference", Label: v.T("common.reference"), Hint: v.T("citizen.track.hint", "example", v.Isolate("R48-10427")),
		Numeric: false, Size: page.Medium, Max: 20, Autocomplete: "off"}
	v.Submit = page.Button{Label: v.T("citizen.track.submit")}
	v.Mine = page.Link{Href: "/cases", Text: v.T("citizen.track.mine")}
	return v
}

// track asks for a reference.
func (s *Site) track(w http.ResponseWriter, r *http.Request) error {
	return s.trackPage.Render(w, r, http.StatusOK, s.newTrack(r))
}

// follow leads to the case; whose it is turns out after the number is proved.
func (s *Site) follow(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	reference, ok := readReference(form.Numeric("reference"))
	if !ok {
		form.Errors.Add("reference", "citizen.track.wrong")
		v := s.newTrack(r)
		form.Fill(v.Printer, &v.Reference)
		v.Refused(form.Errors)
		return s.trackPage.Render(w, r, http.StatusUnprocessableEntity, v)
	}
	return page.Redirect(w, r, "/cases/"+reference)
}
