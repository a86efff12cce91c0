package gallery

import (
	"fmt"

	"majlis/web/page"
)

func (s sampler) navigation() []page.NavGroup {
	return []page.NavGroup{
		{Label: s.say("الطلبات", "Requests"), Items: []page.NavEntry{
			{Href: "/gallery/console", Label: s.say("الوارد", "Inbox"), Icon: "inbox", Current: true},
			{Href: "/gallery/lists", Label: s.say("الإحالات", "Referrals"), Icon: "refer"},
		}},
		{Label: s.say("اللقاءات", "Audiences"), Items: []page.NavEntry{
			{Href: "/gallery/week", Label: s.say("جدول الأسبوع", "Week"), Icon: "calendar"},
			{Href: "/gallery/waiting", Label: s.say("قائمة اليوم", "Day list"), Icon: "list"},
			{Href: "/gallery/messages", Label: s.say("التوزيع", "Allocation"), Icon: "scale"},
			{Href: "/gallery/choices", Label: s.say("التقارير", "Reports"), Icon: "chart"},
		}},
	}
}

func console(s sampler) []Sample {
	return []Sample{
		{Title: s.say("أرقام", "Figures"), Show: []page.Component{page.Figures{
			{Label: s.say("طلبات اليوم", "Filed today"), Value: "118", Note: s.say("أعلى من المعتاد بقليل", "A little above usual")},
			{Label: s.say("تجاوزت المدة", "Overdue"), Value: "7", Kind: page.Danger, Href: "/gallery"},
			{Label: s.say("لقاءات الأسبوع", "Audiences this week"), Value: "36", Unit: s.say("من 40", "of 40"), Kind: page.Success},
			{Label: s.say("الرضا", "Satisfaction"), Value: "4.6", Unit: s.say("من 5", "of 5"), Kind: page.Accent},
		}}},
		{Title: s.say("بحث", "Search"), Show: []page.Component{
			page.Search{Name: "q", Label: s.say("الرقم المرجعي أو الاسم", "Reference or name"), Keep: []page.Hidden{{Name: "tab", Value: "new"}}},
		}},
		{Title: s.say("جدول", "Table"), Show: []page.Component{s.cases(), page.Pagination{Page: 2, Pages: 9, Total: 173, Base: "/gallery/console?page="}}},
		{Title: s.say("جدول خالٍ", "Empty table"), Show: []page.Component{page.Table{Empty: &page.EmptyState{Icon: "check", Title: s.say("لا شيء ينتظركم", "Nothing is waiting for you")}}}},
		{Title: s.say("الطابور", "Queue"), Show: []page.Component{s.queue()}},
		{Title: s.say("أزرار صغيرة", "Small buttons"), Tight: true, Show: []page.Component{
			page.Button{Label: s.say("ترشيح", "Shortlist"), Small: true},
			page.Button{Label: s.say("إحالة", "Refer"), Small: true, Style: page.Secondary, Icon: "refer"},
			page.Button{Label: s.say("دمج", "Merge"), Small: true, Style: page.Quiet},
			page.Button{Label: s.say("كامل العرض", "Full"), Full: true, Name: "do", Value: "x", Action: "/gallery"},
		}},
	}
}

func (s sampler) cases() page.Table {
	table := page.Table{
		Caption: s.say("الطلبات الواردة", "Incoming requests"), Selection: "case",
		Columns: []page.Column{
			{Label: s.say("المرجع", "Reference"), Sort: "/gallery/console?sort=ref", Sorted: "descending"},
			{Label: s.say("مقدم الطلب", "Applicant")},
			{Label: s.say("الموضوع", "Matter")},
			{Label: s.say("الحالة", "Status")},
			{Label: s.say("الأيام", "Days"), Number: true},
			{Label: s.say("إجراء", "Action")},
		},
	}
	names := []string{"نورة بنت عبدالله القحطاني", "محمد بن سعد الزهراني", "Priya Raghunathan", "شركة البناء الحديث المحدودة"}
	kinds := []page.Kind{page.Danger, page.Neutral, page.Accent, page.Neutral}
	for i, name := range names {
		table.Rows = append(table.Rows, page.TableRow{
			Kind: kinds[i], Value: fmt.Sprint(i), Label: name,
			Cells: []page.Cell{
				{Text: fmt.Sprintf("R48-%d", 10427-i), Href: "/gallery", Ltr: true},
				{Text: name, Sub: s.say("مواطنة، الرياض", "Citizen, Riyadh")},
				{Text: s.say("تأخر صرف تعويض نزع ملكية", "Delayed compensation for land")},
				{All: []page.Component{page.Tag{Kind: page.Info, Text: s.say("قيد الدراسة", "Under review")}, page.Tag{Kind: page.Warning, Text: s.say("عاجل", "Urgent")}}},
				{Text: fmt.Sprint(14 - 3*i)},
				{Show: page.Button{Label: s.say("فتح", "Open"), Href: "/gallery", Small: true, Style: page.Secondary}},
			},
		})
	}
	return table
}

func (s sampler) queue() page.People {
	return page.People{Label: s.say("المنتظرون", "Waiting"), Rows: []page.PersonRow{
		{Place: "1", Name: "محمد بن سعد الزهراني", Reference: "R48-10426", Detail: s.say("في الجلسة منذ 6 دقائق", "In session for 6 minutes"), Current: true,
			Tags: []page.Tag{{Kind: page.Success, Text: s.say("في الجلسة", "In session"), Icon: "video"}}},
		{Place: "2", Name: "نورة بنت عبدالله القحطاني", Href: "/gallery", Reference: "R48-10427", Detail: s.say("تعويض نزع ملكية", "Compensation for land"), Kind: page.Success,
			Tags:    []page.Tag{{Kind: page.Success, Text: s.say("جاهزة", "Ready"), Icon: "check"}, {Kind: page.Accent, Text: s.say("لغة الإشارة", "Sign language"), Icon: "hands"}},
			Actions: []page.Button{{Label: s.say("استدعاء التالي", "Call next"), Small: true}, {Label: s.say("تبديل", "Swap"), Small: true, Style: page.Secondary}}},
		{Place: "3", Name: "Priya Raghunathan", Reference: "R48-10425", Detail: s.say("الكاميرا محجوبة", "Camera blocked"), Kind: page.Warning,
			Tags: []page.Tag{{Kind: page.Warning, Text: s.say("تحتاج مساعدة", "Needs help")}}},
		{Place: "4", Name: "خالد العتيبي", Detail: s.say("لم يصل", "Not here yet"), Kind: page.Danger},
	}}
}

func week(s sampler) []Sample {
	grid := page.WeekGrid{Caption: s.say("الأسبوع من 29 نوفمبر", "Week of 29 November")}
	for i, day := range s.days() {
		column := func(host string, kind page.Kind, shift int) page.GridColumn {
			c := page.GridColumn{Host: host, Kind: kind}
			states := []page.GridSlot{
				{Title: "نورة القحطاني", Status: s.say("مؤكد", "Confirmed"), Kind: page.Success, Href: "/gallery"},
				{Title: "محمد الزهراني", Status: s.say("معروض", "Offered"), Kind: page.Info, Href: "/gallery"},
				{Status: s.say("شاغر", "Free")},
				{Title: "Priya R.", Status: s.say("اعتذر", "Declined"), Kind: page.Warning, Href: "/gallery"},
				{Status: s.say("صلاة الظهر", "Prayer"), Kind: page.Accent},
			}
			for n := range 5 {
				slot := states[(n+shift)%len(states)]
				slot.Time = fmt.Sprintf("10:%02d", n*10)
				c.Slots = append(c.Slots, slot)
			}
			return c
		}
		d := page.GridDay{Label: day.Weekday + " " + day.Date, Hijri: day.Hijri, Today: i == 1}
		if day.Closed {
			d.Note = day.Note
		} else {
			d.Columns = []page.GridColumn{column(s.say("الوزير", "Minister"), page.Neutral, i), column(s.say("النائب", "Deputy"), page.Accent, i+2)}
		}
		grid.Days = append(grid.Days, d)
	}
	return []Sample{{Title: grid.Caption, Show: []page.Component{grid}}}
}

func stage(s sampler) []Sample {
	return append(waiting(s), Sample{Title: s.say("تنبيهات وحقول", "Notices and fields"), Show: []page.Component{
		page.Notice{Kind: page.Danger, Title: s.say("انقطع الاتصال", "Connection lost"), Text: s.say("نحاول إعادة الاتصال الآن.", "We are trying to reconnect.")},
		page.Notice{Kind: page.Info, Text: s.say("الجلسة لا تُسجَّل.", "The session is not recorded.")},
		page.Select{Name: "camera", Label: s.say("الكاميرا", "Camera"), Options: []page.Option{{Value: "1", Label: "Integrated Camera"}}},
		page.TextArea{Name: "directive", Label: s.say("التوجيه", "Directive"), Hint: s.say("يصل إلى الإدارة المختصة", "Goes to the department"), Error: s.say("اكتبوا التوجيه", "Write the directive")},
		page.RadioCards{Name: "outcome", Legend: s.say("كيف انتهت؟", "How did it end?"), Value: "held", Options: []page.Option{{Value: "held", Label: s.say("تمت", "Held")}, {Value: "postponed", Label: s.say("أُجلت", "Postponed")}}},
		page.Button{Label: s.say("دخول", "Enter")}, page.Button{Label: s.say("رجوع", "Back"), Style: page.Secondary}, page.Button{Label: s.say("مساعدة", "Help"), Style: page.Quiet},
		page.Tag{Kind: page.Success, Text: s.say("جاهز", "Ready")},
		page.SummaryList{Rows: []page.SummaryRow{{Label: s.say("المرجع", "Reference"), Text: "R48-10427", Ltr: true}}},
		page.Details{Summary: s.say("تفاصيل", "Details"), Text: s.say("نص", "Text")},
	}})
}

func (s sampler) call() page.CallStage {
	return page.CallStage{
		Title: s.say("جلسة استقبال", "Audience"), Status: s.say("متصل", "Connected"), Kind: page.Success, Clock: s.say("بقي 06:40", "06:40 left"),
		Tiles: []page.Tile{
			{ID: "host", Name: s.say("سمو الوزير", "The Minister"), NoVideo: true, Speaking: true, Quality: page.Success},
			{ID: "interpreter", Name: "ريم الدوسري", Role: s.say("مترجمة لغة الإشارة", "Sign-language interpreter"), NoVideo: true, Muted: true, Quality: page.Warning},
			{ID: "own", Name: s.say("أنتم", "You"), Own: true, NoVideo: true, Quality: page.Success},
		},
		Controls: []page.Control{
			{ID: "mic", Icon: "mic", Label: s.say("كتم", "Mute"), OffIcon: "mic-off", OffTxt: s.say("إلغاء الكتم", "Unmute"), Toggle: true},
			{ID: "camera", Icon: "video", Label: s.say("إيقاف الكاميرا", "Stop video"), OffIcon: "video-off", OffTxt: s.say("تشغيل الكاميرا", "Start video"), Toggle: true, Pressed: true},
			{ID: "screen", Icon: "screen", Label: s.say("مشاركة", "Share"), Toggle: true},
			{ID: "chat-toggle", Icon: "chat", Label: s.say("المحادثة", "Chat"), Badge: "2"},
		},
		Leave: &page.Control{ID: "leave", Icon: "leave", Label: s.say("مغادرة", "Leave"), Style: page.Destructive},
		Panes: []page.Pane{{ID: "chat", Label: s.say("المحادثة", "Chat"), Show: page.Chat{
			Title: s.say("المحادثة", "Chat"), Field: s.say("اكتبوا رسالة", "Write a message"), Send: s.say("إرسال", "Send"), Empty: s.say("لا رسائل بعد", "No messages yet"),
			Messages: []page.ChatMessage{
				{From: s.say("مدير المكتب", "Chief of office"), Time: "10:31", Text: s.say("أهلاً بكم، سموه معكم الآن.", "Welcome, His Highness is with you now.")},
				{From: s.say("أنتم", "You"), Time: "10:33", Text: s.say("هذا رقم المعاملة: R48-10427", "The file is R48-10427"), Own: true},
			},
		}}},
	}
}
