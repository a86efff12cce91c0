package seed

import (
	"slices"

	"majlis/internal/casework"
)

// A matter is what somebody writes about, and how it goes on: what a department is asked, what it
// answers, and what the person is told in the end.
type matter struct {
	kind                 casework.Kind // as people file it; most requests and complaints also bring people before a host
	category, department string
	subject, body        string
	order, reply, result string
}

const (
	request    = casework.KindRequest
	complaint  = casework.KindComplaint
	inquiry    = casework.KindInquiry
	suggestion = casework.KindSuggestion
)

// matters are in Arabic; a resident who prefers English writes one of mattersEnglish.
var matters = []matter{
	{complaint, "other", "traffic", "اعتراض على مخالفة مرورية", "سُجلت على مركبتي مخالفة في مدينة لم أزرها في ذلك اليوم، وقدمت ما يثبت ذلك ولم يُنظر في اعتراضي بعد.",
		"مراجعة صورة المخالفة وما قدمه صاحب الاعتراض، والإفادة.", "بمراجعة الصورة تبيّن أن اللوحة لمركبة أخرى، وأُلغيت المخالفة.", "أُلغيت المخالفة المسجلة على مركبتكم، ونعتذر عن التأخر."},
	{request, "other", "traffic", "تأخر نقل ملكية مركبة", "بعت مركبتي قبل أربعة أشهر ولم تُنقل ملكيتها، وما زالت المخالفات تُسجل باسمي رغم اكتمال الأوراق.",
		"استكمال نقل الملكية أو بيان ما يمنعه.", "نُقلت الملكية ورُحّلت المخالفات اللاحقة إلى المالك الجديد.", "نُقلت ملكية المركبة، ولم تعد أي مخالفة بعد تاريخ البيع مسجلة باسمكم."},
	{suggestion, "security", "traffic", "إشارة ضوئية عند مدرسة الحي", "التقاطع القريب من مدرسة الحي خطر على الطلاب وقت الانصراف، وأقترح وضع إشارة ضوئية أو مهدئات للسرعة.",
		"دراسة التقاطع ميدانياً والإفادة بالتوصية.", "وقف الفريق على الموقع، وأوصى بمهدئات سرعة ودورية وقت الانصراف.", "اعتُمد اقتراحكم: تُنفذ مهدئات السرعة هذا الشهر، وبدأت دورية وقت الانصراف. شكراً لكم."},
	{request, "humanitarian", "passports", "تجديد جواز ابني للعلاج في الخارج", "تقدمت بطلب تجديد جواز ابني قبل شهرين للعلاج في الخارج، والموعد الطبي بعد ثلاثة أسابيع ولم يصلنا رد.",
		"إنهاء طلب التجديد على وجه السرعة لظرف العلاج.", "جُدّد الجواز وأُرسل إلى العنوان الوطني.", "جُدّد جواز ابنكم وأُرسل إلى عنوانكم. نسأل الله له الشفاء."},
	{request, "personal", "passports", "تصحيح اسم العائلة في الجواز", "يوجد خطأ في كتابة اسم العائلة باللغة الإنجليزية في جواز سفري، ويختلف عن بقية وثائقي، وتعطل بسببه ابتعاثي.",
		"مطابقة الاسم مع السجل المدني وتصحيحه.", "طوبق الاسم وصُحح، ويلزم حضور صاحب الجواز لاستلامه.", "صُحح الاسم، ويمكنكم استلام الجواز من أقرب فرع للجوازات."},
	{inquiry, "personal", "passports", "سفر القاصر مع جدتها", "أرغب في معرفة المستندات المطلوبة لسفر ابنتي القاصر مع جدتها، ومدة صلاحية الموافقة، وهل تصدر إلكترونياً.",
		"الإفادة بالمستندات.", "تصدر الموافقة إلكترونياً من ولي الأمر وتحدد مدتها عند إصدارها.", "تصدر الموافقة إلكترونياً من حساب ولي الأمر، وتختارون مدتها عند إصدارها، ولا يلزم حضوركم."},
	{request, "civil_status", "civil_status", "إضافة مولود بعد انتهاء المهلة", "لم نتمكن من إضافة مولودنا في الوقت المحدد لبقاء والدته في المستشفى، ونرجو إضافته وإعفاءنا من الغرامة.",
		"النظر في الإعفاء في ضوء التقرير الطبي.", "أُضيف المولود وأُعفيت الأسرة من الغرامة.", "أُضيف مولودكم إلى سجل الأسرة، وأُعفيتم من الغرامة. بارك الله لكم فيه."},
	{request, "employment", "civil_status", "تعديل المهنة في السجل", "تغيرت مهنتي منذ عام وما زالت المهنة السابقة مسجلة، وتعطلت بسبب ذلك معاملة لي في جهة أخرى.",
		"تعديل المهنة بعد التحقق من مستندها.", "عُدلت المهنة بعد التحقق من خطاب جهة العمل.", "عُدلت مهنتكم في السجل، وتظهر في الهوية عند تجديدها."},
	{complaint, "civil_status", "civil_status", "طلب مستند لا يمكن استخراجه", "فُقد سجل الأسرة أثناء الانتقال إلى مسكن جديد، ويُطلب مني في كل مراجعة مستند لا تصدره أي جهة.",
		"إيضاح سبب طلب المستند وإنهاء المعاملة.", "طُلب المستند خطأ، وأُنهيت المعاملة ونُبه الفرع.", "صدر بدل الفاقد، ونُبه الفرع إلى عدم طلب المستند. نعتذر عما لقيتموه."},
	{request, "economic", "civil_defence", "تأخر صرف تعويض السيول", "تضرر منزلنا من السيول قبل سنتين وحُصرت الأضرار، ولم يُصرف التعويض رغم المراجعات المتكررة، والمنزل آيل للسقوط.",
		"بيان ما تم في محضر الحصر وموعد الصرف.", "اعتُمد محضر الحصر وأُدرج التعويض في دفعة هذا الشهر.", "اعتُمد تعويضكم ويُودع في حسابكم خلال هذا الشهر."},
	{complaint, "security", "civil_defence", "مستودع مواد خطرة بين المساكن", "يوجد مستودع لمواد قابلة للاشتعال بجوار منازلنا، وقد قدمنا بلاغين منذ أربعة أشهر ولم نر معالجة.",
		"الوقوف على المستودع واتخاذ ما يلزم.", "أُغلق المستودع ومُنح صاحبه مهلة لنقل المواد.", "وقف فريق السلامة على الموقع وأُغلق المستودع. شكراً لحرصكم."},
	{suggestion, "security", "civil_defence", "نقاط تجمع معروفة في الأحياء", "أقترح تحديد نقطة تجمع معروفة في كل حي عند الطوارئ، ووضع لوحات إرشادية بأكثر من لغة.",
		"دراسة الاقتراح.", "يتفق الاقتراح مع خطة قائمة، ويُبدأ بثلاثة أحياء.", "أُدرج اقتراحكم ضمن خطة تبدأ بثلاثة أحياء هذا العام. شكراً لكم."},
	{request, "humanitarian", "prisons", "زيارة مرئية لوالد مسن", "والدي تجاوز الثمانين ولا يستطيع السفر، ونرجو تمكينه من رؤية أخي الموقوف بالاتصال المرئي من منزله.",
		"ترتيب زيارة مرئية إن لم يمنع مانع.", "رُتبت زيارة مرئية كل أسبوعين.", "رُتبت لوالدكم زيارة مرئية كل أسبوعين، ويصلكم رابطها برسالة نصية."},
	{request, "humanitarian", "prisons", "نقل نزيل قرب أسرته", "أسرة أخي تسكن في منطقة بعيدة عن مكان إيقافه، وفيهم أطفال ووالدة مريضة لا تقدر على السفر.",
		"النظر في النقل بعد دراسة الحالة.", "ووفق على النقل إلى أقرب إصلاحية لأسرته.", "ووفق على نقل أخيكم قرب أسرته، ويتم خلال أسبوعين."},
	{request, "humanitarian", "prisons", "التماس إفراج صحي", "يعاني والدي من مرض مزمن موثق بتقارير ثلاثة مستشفيات، ونلتمس النظر في الإفراج الصحي عنه.",
		"عرض الحالة على اللجنة الطبية.", "عُرضت الحالة على اللجنة وأوصت بعرضها على لجنة العفو.", "أوصت اللجنة الطبية برفع حالة والدكم، وتُبلَّغون بالقرار فور صدوره."},
	{complaint, "security", "general_security", "بلاغ سرقة لم يُتابع", "سُرقت معدات من مزرعتي وقدمت بلاغاً قبل ثلاثة أشهر، ولم أُبلَّغ بما تم، ولا يُجاب على اتصالاتي.",
		"الإفادة بما تم في البلاغ وإبلاغ صاحبه.", "قُبض على متهم واستُعيد بعض المعدات، والقضية لدى النيابة.", "استُعيد جزء من المعدات وأُحيلت القضية إلى النيابة العامة، ويتصل بكم المحقق لاستلامها."},
	{complaint, "security", "general_security", "إزعاج ليلي متكرر في الحي", "تتجمع مركبات في الحي بعد منتصف الليل وتزعج السكان والمرضى، ولم تنقطع رغم بلاغات كثيرة.",
		"تكثيف الدوريات والإفادة.", "كُثفت الدوريات وضُبطت أربع مركبات مخالفة.", "كُثفت الدوريات الليلية في حيكم وضُبطت مركبات مخالفة، ونسعد بملاحظاتكم."},
	{request, "employment", "general_security", "بدل مستحق لمتقاعد", "خدمت ثلاثين سنة وتقاعدت، وما زال بدل مستحق لي معلقاً بين إدارتين منذ سنة ونصف.",
		"حسم الاختصاص وصرف المستحق.", "احتُسب البدل وأُدرج في مسير الشهر القادم.", "احتُسب بدلكم ويُصرف مع مسير الشهر القادم."},
	{request, "economic", "border_guard", "تجديد رخصة قارب صيد", "انتهت رخصة قاربي وقدمت طلب التجديد في موعده، ومصدر رزقنا متوقف حتى تصدر الرخصة.",
		"إنهاء طلب التجديد.", "صدرت الرخصة بعد فحص القارب.", "صدرت رخصة قاربكم، ويمكنكم الإبحار من اليوم."},
	{request, "employment", "border_guard", "توظيف ابن شهيد واجب", "توفي والدي أثناء أداء الواجب، ونرجو شمولنا بما هو مقرر لأبناء الشهداء في التوظيف.",
		"التحقق من الاستحقاق والإفادة بالشواغر.", "تحقق الاستحقاق ورُشح لوظيفة مناسبة.", "رُشحتم لوظيفة تناسب مؤهلكم، ويصلكم موعد المقابلة. رحم الله والدكم."},
	{complaint, "expatriates", "expatriates", "رفض نقل الخدمات بعد انتهاء العقد", "أعمل منذ ثماني سنوات ورفض صاحب العمل نقل خدماتي رغم انتهاء العقد، ولم أستلم مستحقاتي.",
		"استدعاء صاحب العمل والتوفيق بين الطرفين.", "قُبل النقل وسُلمت المستحقات بحضور الطرفين.", "قُبل نقل خدماتكم، وسُلمت مستحقاتكم بموجب محضر صلح."},
	{request, "expatriates", "expatriates", "لمّ شمل أسرة", "أسرتي خارج البلاد منذ سنتين لانتهاء تأشيرات العودة أثناء ظرف صحي، وأرجو النظر في عودتهم.",
		"النظر في تمديد تأشيرات العودة.", "مُددت تأشيرات العودة للأسرة ثلاثة أشهر.", "مُددت تأشيرات عودة أسرتكم ثلاثة أشهر، ونرجو لهم سفراً سالماً."},
	{complaint, "other", "municipal", "طريق قريتنا مغلق", "أُغلق طريق يخدم قريتنا بسبب خلاف بين جهتين، ونقطع أربعين كيلاً للوصول إلى المدرسة والمستوصف.",
		"التنسيق مع الجهتين لفتح الطريق.", "عُقد اجتماع للجهتين وفُتح مسار مؤقت.", "فُتح مسار مؤقت إلى قريتكم، ويُعاد الطريق خلال شهرين."},
	{suggestion, "other", "municipal", "مواقف للمراجعين", "يعاني المراجعون وكبار السن من قلة المواقف حول مبنى الإدارة، وأقترح الاستفادة من الأرض المجاورة.",
		"دراسة الاقتراح مع الجهة المالكة.", "وافقت الجهة المالكة على استخدام الأرض مواقف.", "تُهيأ الأرض المجاورة مواقف للمراجعين. شكراً لاقتراحكم."},
	{request, "economic", "legal", "تنفيذ حكم نهائي", "صدر لي حكم نهائي قبل سنة ولم يُنفذ، وتتبادل الجهات الإحالة فيما بينها، وعليّ التزامات لا تنتظر.",
		"بيان الجهة المعنية بالتنفيذ ومتابعتها.", "حُددت الجهة المعنية وبدأ التنفيذ.", "حُددت الجهة المعنية بتنفيذ الحكم وبدأت إجراءاتها، وتتابعها الإدارة القانونية."},
	{request, "personal", "legal", "رد اعتبار", "مضت المدة المقررة على انتهاء محكوميتي، وأرجو رد اعتباري لأتمكن من العمل وإعالة أسرتي.",
		"التحقق من المدة واستكمال رد الاعتبار.", "استُكملت الشروط وصدر قرار رد الاعتبار.", "صدر قرار رد اعتباركم وحُدّث سجلكم. نتمنى لكم التوفيق."},
	{request, "humanitarian", "legal", "دية لم تُسلَّم للورثة", "نحن ورثة متوفى في حادث، ولم نستلم الدية رغم صدور الحكم قبل ثلاث سنوات، وفي الورثة أيتام.",
		"متابعة التنفيذ ضد المحكوم عليه.", "حُجز على أموال المحكوم عليه وتُسلَّم الدية على دفعتين.", "تُسلَّم لكم الدية على دفعتين خلال ثلاثة أشهر. رحم الله فقيدكم."},
	{inquiry, "civil_status", "civil_status", "مواعيد الأحوال في القسم النسائي", "أود معرفة مواعيد عمل القسم النسائي للأحوال المدنية، وهل يلزم موعد مسبق لتجديد الهوية.",
		"الإفادة بالمواعيد.", "من الثامنة صباحاً إلى الثالثة عصراً بموعد مسبق.", "يستقبلكم القسم النسائي من الأحد إلى الخميس، من الثامنة صباحاً إلى الثالثة عصراً بموعد مسبق."},
	{inquiry, "other", "traffic", "مدة الاعتراض على المخالفات", "كم المدة المسموح بها للاعتراض على المخالفة المرورية، وأين تُقدَّم المستندات، وهل تزيد الغرامة أثناء النظر؟",
		"الإفادة بالمدة.", "المدة مبينة في إشعار المخالفة، ويوقف الاعتراض الزيادة.", "تجدون المدة في إشعار المخالفة، ويُقدَّم الاعتراض إلكترونياً، ولا تزيد الغرامة حتى يُبت فيه."},
}

var mattersEnglish = []matter{
	{complaint, "expatriates", "expatriates", "Residence permit not renewed", "My employer paid the renewal fee in time, but the permit was not renewed and my children cannot be registered at school.",
		"بيان سبب عدم التجديد وإنهاؤه.", "جُددت الإقامة بعد تصحيح بيان السداد.", "Your residence permit has been renewed. The payment had been recorded under another number; we apologise."},
	{request, "expatriates", "passports", "Re-entry visa expired while in hospital", "I was in hospital abroad when my re-entry visa expired, and I ask how I can return to my work and family.",
		"النظر في تمديد تأشيرة العودة للظرف الصحي.", "مُددت التأشيرة ستين يوماً.", "Your re-entry visa has been extended by sixty days. We wish you a good recovery."},
	{complaint, "other", "traffic", "Fines for a car I had sold", "I sold the car in spring with all papers signed, but the fines of the new owner are still recorded in my name.",
		"مراجعة تاريخ نقل الملكية وترحيل المخالفات.", "رُحّلت المخالفات إلى المالك الجديد.", "The fines after the day of sale have been moved to the new owner."},
	{request, "civil_status", "civil_status", "Correction of my daughter’s birth certificate", "The hospital spelled my daughter’s name wrongly and each office sends me to the other for the correction.",
		"تصحيح الاسم بالتنسيق مع المستشفى.", "صُحح الاسم وصدرت شهادة جديدة.", "The name has been corrected and a new certificate is ready at the civil status office in your city."},
	{inquiry, "security", "general_security", "Where to collect found documents", "The police station told me that my lost documents were found, but nobody can say where they are kept.",
		"الإفادة بمكان حفظ الوثائق.", "الوثائق محفوظة في مركز الشرطة.", "Your documents are kept at the central station’s lost property desk, open Sunday to Thursday until 14:00."},
	{suggestion, "other", "municipal", "Signs in more languages at service offices", "Many visitors of the service offices read neither Arabic nor English. Signs with symbols would help them find the right counter.",
		"دراسة الاقتراح.", "يُبدأ باللوحات المصورة في فرعين.", "Thank you: signs with symbols will be tried at two offices this quarter."},
}

// kinds are drawn by weight: requests and complaints are many, suggestions few.
var kinds = []casework.Kind{
	request, request, request, complaint, complaint, inquiry, suggestion,
	casework.KindAudience, casework.KindAudience, casework.KindAudience, casework.KindAudience, casework.KindAudience,
}

// about draws a matter of a kind that this person could have.
func (s *story) about(kind casework.Kind, p *person) matter {
	list := matters
	if p.Language == "en" {
		list = mattersEnglish
	}
	var fitting []matter
	for _, m := range list {
		fits := m.kind == kind || kind == casework.KindAudience && (m.kind == request || m.kind == complaint)
		if fits && (!p.resident || slices.Contains(forResidents, m.department)) {
			fitting = append(fitting, m)
		}
	}
	return pick(fitting, s.dice.IntN(len(fitting)))
}

// forResidents are the departments whose matters a resident may have too.
var forResidents = []string{"expatriates", "traffic", "passports", "general_security", "municipal", "civil_status"}

// said is one text in the language of whom it is for.
func said(language, arabic, english string) string {
	if language == "en" {
		return english
	}
	return arabic
}
