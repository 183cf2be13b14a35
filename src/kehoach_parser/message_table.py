"""What every diagnostic says: code → slug, default level, message and help in Vietnamese and English.

This table is also the registry of rules: a code that `check` finds has its module in `check/rules/`, named like the slug.
`{0}`, `{1}` … are filled from the values of the finding, in order; the comment at a code that a parser stage reports says
what they are. Levels: `error` is only for what is certainly wrong, `off` is for rules that one asks for.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One code: its readable name, default level, and texts."""

    slug: str
    level: str
    vi: str
    help_vi: str
    en: str
    help_en: str


TABLE: dict[str, Entry] = {
    # --- KH1xx structure -------------------------------------------------------------------------------------------
    # values: the number that is missing, the number before the gap, the number after it
    "KH101": Entry(
        "number-gap", "warning",
        "thiếu số {0}: đánh số nhảy từ {1} sang {2}", "Đánh số lại cho liền nhau, hoặc bổ sung mục bị sót.",
        "number {0} is missing: the numbering jumps from {1} to {2}", "Renumber the items, or add the one that was left out.",
    ),
    # values: the number that stands twice
    "KH102": Entry(
        "number-twice", "warning",
        "số {0} được dùng hai lần trong cùng một mục", "Đánh số lại mục thứ hai để viện dẫn không bị nhầm.",
        "number {0} stands twice among the same siblings", "Renumber the second one, so that a reference to it is unique.",
    ),
    # values: the marker, the level that was skipped
    "KH103": Entry(
        "level-skipped", "info",
        "mục {0} bỏ qua một cấp đánh số", "Thêm đề mục ở cấp còn thiếu, hoặc nâng mục này lên một cấp.",
        "item {0} skips a level of numbering", "Add a heading at the missing level, or raise this item by one level.",
    ),
    "KH104": Entry(
        "numbering-style", "info",
        "kiểu đánh số đổi từ “{0}” sang “{1}” giữa các mục cùng cấp", "Dùng một kiểu đánh số cho các mục cùng cấp.",
        "numbering style changes from “{0}” to “{1}” among siblings", "Use one numbering style for items of the same level.",
    ),
    "KH105": Entry(
        "glued-heading", "warning",
        "đề mục “{0}” dính liền vào đoạn văn phía trước", "Xuống dòng trước đề mục “{0}”.",
        "heading “{0}” is glued to the text before it", "Begin a new line before “{0}”.",
    ),
    # values: the label of the field
    "KH106": Entry(
        "orphan-field", "warning",
        "trường “{0}” không thuộc nhiệm vụ nào", "Đặt trường này ngay dưới nhiệm vụ của nó.",
        "field “{0}” belongs to no task", "Put the field right below its task.",
    ),
    # values: the label as printed, the one that was probably meant with the words around it (or nothing)
    "KH107": Entry(
        "unknown-label", "warning",
        "không nhận ra nhãn “{0}”{1}", "Dùng nhãn quen thuộc (Cơ quan chủ trì, Cơ quan phối hợp, Thời gian hoàn thành, Sản phẩm), hoặc khai báo nhãn trong thư mục ngữ pháp riêng.",
        "label “{0}” is not known{1}", "Use a usual label (Cơ quan chủ trì, Cơ quan phối hợp, Thời gian hoàn thành, Sản phẩm), or add the label to your own grammar files.",
    ),
    # values: the beginning of the text
    "KH108": Entry(
        "not-understood", "info",
        "không hiểu vai trò của đoạn “{0}”", "Đánh số đoạn này hoặc đặt nó vào một mục.",
        "the part that “{0}” plays is not understood", "Give the paragraph a number, or put it into a section.",
    ),
    "KH109": Entry(
        "lost-marker", "info",
        "đoạn này không có gạch đầu dòng hay số như các đoạn cùng cấp", "Thêm dấu “{0}” như các đoạn trước và sau.",
        "this paragraph has no bullet or number like its siblings", "Add “{0}” as before and after.",
    ),
    # --- KH2xx responsibility --------------------------------------------------------------------------------------
    "KH201": Entry(
        "no-responsible", "warning",
        "{0} nhiệm vụ chưa có cơ quan chủ trì hoặc thực hiện", "Ghi rõ “Cơ quan chủ trì: …” cho từng nhiệm vụ.",
        "{0} task(s) without a lead or an implementing body", "Say “Cơ quan chủ trì: …” for each task.",
    ),
    "KH202": Entry(
        "vague-lead", "warning",
        "chủ trì chỉ là “{0}”: không cơ quan nào chịu trách nhiệm chính", "Nêu tên một cơ quan chủ trì; để “{0}” ở phần phối hợp.",
        "the lead is only “{0}”: no body is answerable", "Name one leading body; keep “{0}” as support.",
    ),
    "KH203": Entry(
        "lead-is-support", "warning",
        "“{0}” vừa chủ trì vừa phối hợp trong cùng một nhiệm vụ", "Bỏ “{0}” khỏi phần phối hợp, hoặc đổi cơ quan chủ trì.",
        "“{0}” both leads and supports the same task", "Take “{0}” out of the support, or change the lead.",
    ),
    # values: the name as printed
    "KH204": Entry(
        "unknown-body", "info",
        "không có cơ quan “{0}” trong danh mục", "Viết đúng tên đầy đủ, hoặc thêm cơ quan vào thư mục ngữ pháp riêng (grammars/agencies).",
        "no body “{0}” in the registry", "Write the full official name, or add the body to your own grammar files (grammars/agencies).",
    ),
    # values: the name as printed, the name it should be
    "KH205": Entry(
        "misspelt-body", "warning",
        "“{0}” viết sai, có lẽ là “{1}”", "Sửa thành “{1}”.",
        "“{0}” is misspelt, probably “{1}”", "Write “{1}”.",
    ),
    "KH206": Entry(
        "body-not-in-being", "warning",
        "“{0}” không tồn tại vào ngày ban hành kế hoạch ({1}){2}", "Dùng tên cơ quan có thẩm quyền tại ngày ban hành.",
        "“{0}” did not exist on the plan's date ({1}){2}", "Name the body that was in charge on the plan's date.",
    ),
    "KH207": Entry(
        "body-abolished", "info",
        "“{0}” nay không còn{1}, mà nhiệm vụ vẫn còn hạn", "Giao lại nhiệm vụ cho cơ quan kế thừa.",
        "“{0}” no longer exists{1}, while its task is still to be done", "Give the task to the successor.",
    ),
    # values: the abbreviation, its possible readings joined by " / "
    "KH208": Entry(
        "ambiguous-abbreviation", "info",
        "“{0}” hiểu được nhiều cách: {1}", "Viết đầy đủ tên; chữ viết tắt thì kèm “(sau đây gọi tắt là …)” ở lần đầu.",
        "“{0}” can mean several things: {1}", "Write the full name; an abbreviation with “(sau đây gọi tắt là …)” at its first use.",
    ),
    "KH209": Entry(
        "several-leads", "off",
        "{0} cơ quan cùng chủ trì một nhiệm vụ", "Giao một cơ quan chủ trì, các cơ quan khác phối hợp.",
        "{0} bodies lead one task", "Let one body lead and the others support.",
    ),
    # --- KH3xx time ------------------------------------------------------------------------------------------------
    "KH301": Entry(
        "no-deadline", "warning",
        "{0} nhiệm vụ có phân công nhưng chưa có thời hạn", "Thêm “Thời gian hoàn thành: …” cho từng nhiệm vụ.",
        "{0} assigned task(s) without a deadline", "Add “Thời gian hoàn thành: …” to each task.",
    ),
    # values: the deadline as printed
    "KH302": Entry(
        "deadline-not-understood", "warning",
        "không hiểu thời hạn “{0}”", "Viết ngày, tháng, quý hoặc năm cụ thể, ví dụ “Trước ngày 30/6/2024”, “Quý II/2024”.",
        "deadline “{0}” is not understood", "Write a day, month, quarter or year, such as “Trước ngày 30/6/2024”, “Quý II/2024”.",
    ),
    "KH303": Entry(
        "deadline-before-plan", "error",
        "thời hạn {0} đã qua trước khi có kế hoạch (sớm nhất {1})", "Kiểm tra lại ngày, tháng, năm của thời hạn.",
        "the deadline {0} lies before the plan itself (issued {1} at the earliest)", "Check day, month and year of the deadline.",
    ),
    "KH304": Entry(
        "deadline-outside-period", "info",
        "thời hạn {0} nằm ngoài thời kỳ của kế hoạch ({1})", "Kiểm tra năm của thời hạn, hoặc nêu mốc cần đạt trong thời kỳ kế hoạch.",
        "the deadline {0} lies outside the period of the plan ({1})", "Check the year, or give a milestone within the plan's period.",
    ),
    # values: the date as printed
    "KH305": Entry(
        "impossible-date", "error",
        "“{0}” không thể có: ngày không có trên lịch, hoặc khoảng thời gian bị ngược", "Sửa lại ngày, tháng.",
        "“{0}” cannot be: no such day in the calendar, or a period that ends before it begins", "Correct day and month.",
    ),
    "KH306": Entry(
        "no-end", "off",
        "“{0}” không có điểm kết thúc hay mốc kiểm tra", "Thêm mốc để kiểm tra, ví dụ “thường xuyên; báo cáo hằng quý”.",
        "“{0}” has no end and no checkpoint", "Add a checkpoint, such as “thường xuyên; báo cáo hằng quý”.",
    ),
    "KH307": Entry(
        "only-condition", "info",
        "thời hạn “{0}” chỉ dựa vào sự kiện hoặc tiến độ của nơi khác, không có ngày", "Thêm ngày muộn nhất phải hoàn thành.",
        "the deadline “{0}” hangs on an event or another schedule and gives no date", "Add a latest date.",
    ),
    # values: the deadline as printed, the year that was taken
    "KH308": Entry(
        "year-left-out", "info",
        "thời hạn “{0}” không ghi năm; hiểu là năm {1}", "Ghi rõ năm.",
        "the deadline “{0}” leaves out the year; read as {1}", "Write the year.",
    ),
    # values: the deadline as printed, the other reading
    "KH309": Entry(
        "ambiguous-deadline", "off",
        "thời hạn “{0}” hiểu được hai cách; cách kia: {1}", "Viết rõ, ví dụ “chậm nhất ngày …”.",
        "the deadline “{0}” can be read in two ways; the other one: {1}", "Say it plainly, such as “chậm nhất ngày …”.",
    ),
    "KH310": Entry(
        "later-than-parent", "warning",
        "thời hạn {0} muộn hơn thời hạn {1} của nhiệm vụ cấp trên", "Điều chỉnh một trong hai thời hạn.",
        "the deadline {0} is later than {1}, that of the task above it", "Change one of the two.",
    ),
    "KH311": Entry(
        "deadline-in-agency-field", "warning",
        "thời hạn “{0}” nằm trong trường “{1}”", "Chuyển thời hạn sang trường “Thời gian hoàn thành”.",
        "deadline “{0}” stands inside the field “{1}”", "Move it to a field “Thời gian hoàn thành”.",
    ),
    "KH312": Entry(
        "section-no-deadline", "info",
        "{0} nhiệm vụ trong mục này không có thời hạn", "Nêu thời hạn cho từng nhiệm vụ hoặc một thời hạn chung cho cả mục.",
        "{0} task(s) of this section have no deadline", "Give each a deadline, or one for the whole section.",
    ),
    # --- KH4xx result ----------------------------------------------------------------------------------------------
    "KH401": Entry(
        "no-result", "off",
        "{0} nhiệm vụ không có sản phẩm hoặc chỉ tiêu đo được", "Thêm “Sản phẩm: …” hoặc một chỉ tiêu (số lượng, tỷ lệ).",
        "{0} task(s) without a deliverable or a measurable target", "Add “Sản phẩm: …” or a target (a number, a percentage).",
    ),
    "KH402": Entry(
        "over-hundred-percent", "warning",
        "tỷ lệ {0} vượt quá 100%", "Kiểm tra lại con số; nếu là mức tăng thì ghi rõ “tăng”.",
        "{0} is over 100%", "Check the number; where it is a growth, say so (“tăng”).",
    ),
    "KH403": Entry(
        "target-against-deadline", "info",
        "chỉ tiêu đến năm {0} nhưng thời hạn của nhiệm vụ kết thúc {1}", "Thống nhất năm của chỉ tiêu với thời hạn.",
        "the target is for {0}, but the task ends {1}", "Make the year of the target and the deadline agree.",
    ),
    # --- KH5xx form (Nghị định 30/2020/NĐ-CP) ----------------------------------------------------------------------
    "KH501": Entry(
        "no-number", "warning",
        "thiếu số văn bản: {0}", "Điền số trước khi ban hành, ví dụ “Số: 28/KH-UBND”.",
        "the document number is missing: {0}", "Fill in the number before issuing, such as “Số: 28/KH-UBND”.",
    ),
    "KH502": Entry(
        "no-date", "warning",
        "ngày ban hành chưa đủ: {0}", "Điền đủ ngày, tháng, năm, ví dụ “ngày 07 tháng 02 năm 2024”.",
        "the date of issue is incomplete: {0}", "Fill in day, month and year, such as “ngày 07 tháng 02 năm 2024”.",
    ),
    "KH503": Entry(
        "no-place", "warning",
        "thiếu địa danh trước ngày ban hành", "Ghi địa danh nơi cơ quan đóng trụ sở, ví dụ “Bình Sơn, ngày …”.",
        "the place is missing before the date of issue", "Write the place of the issuing body, such as “Bình Sơn, ngày …”.",
    ),
    "KH504": Entry(
        "no-title", "warning",
        "thiếu {0}", "Ghi tên loại và trích yếu, ví dụ “KẾ HOẠCH” rồi “Triển khai …”.",
        "{0} is missing", "Write the kind of document and its subject, such as “KẾ HOẠCH”, then “Triển khai …”.",
    ),
    "KH505": Entry(
        "no-signer", "warning",
        "phần ký thiếu {0}", "Ghi chức vụ, họ và tên người ký ở cuối kế hoạch.",
        "the signature lacks {0}", "Write position and full name of the signer at the end.",
    ),
    "KH506": Entry(
        "no-recipients", "warning",
        "thiếu “Nơi nhận”", "Thêm “Nơi nhận:” với từng nơi nhận một dòng, dòng cuối là “- Lưu: VT, …”.",
        "there is no list of recipients", "Add “Nơi nhận:” with one recipient a line, the last “- Lưu: VT, …”.",
    ),
    "KH507": Entry(
        "symbol-not-kind", "warning",
        "ký hiệu “{0}” không hợp với tên loại “{1}”", "Dùng chữ viết tắt “{2}” của tên loại trong ký hiệu.",
        "symbol “{0}” does not fit the kind “{1}”", "Use “{2}” for this kind of document.",
    ),
    "KH508": Entry(
        "no-closing-mark", "off",
        "phần nội dung không kết thúc bằng dấu “./.”", "Thêm “./.” sau câu cuối của kế hoạch.",
        "the body does not end with “./.”", "Add “./.” after the last sentence.",
    ),
    "KH509": Entry(
        "number-form", "info",
        "số “{0}” viết chưa đúng thể thức: {1}", "Viết “{2}”.",
        "number “{0}” is not in the prescribed form: {1}", "Write “{2}”.",
    ),
    # --- KH6xx citations -------------------------------------------------------------------------------------------
    "KH601": Entry(
        "cited-with-two-dates", "warning",
        "{0} được viện dẫn với hai ngày: {1} và {2}", "Tra lại ngày ban hành và dùng một ngày.",
        "{0} is cited with two dates: {1} and {2}", "Look up the date of issue and use one.",
    ),
    "KH602": Entry(
        "wrong-issuer", "error",
        "{0} do {1} ban hành, không phải {2}", "Sửa tên cơ quan ban hành, hoặc sửa ký hiệu văn bản.",
        "{0} is issued by {1}, not by {2}", "Correct the issuer, or the symbol of the document.",
    ),
    "KH603": Entry(
        "cited-later", "error",
        "{0} có ngày {1}, sau ngày ban hành kế hoạch ({2})", "Kiểm tra lại ngày của văn bản viện dẫn.",
        "{0} is dated {1}, later than the plan ({2})", "Check the date of the cited document.",
    ),
    "KH604": Entry(
        "malformed-number", "warning",
        "số, ký hiệu “{0}” viết sai: {1}", "Viết “{2}”.",
        "number “{0}” is malformed: {1}", "Write “{2}”.",
    ),
    "KH605": Entry(
        "impossible-citation-date", "error",
        "văn bản viện dẫn ghi ngày không có thật: “{0}”", "Sửa lại ngày, tháng.",
        "the cited document has an impossible date: “{0}”", "Correct day and month.",
    ),
    "KH606": Entry(
        "wrong-kind", "warning",
        "{0}: {1} không ban hành văn bản có ký hiệu {2}", "Tra lại số, ký hiệu của văn bản.",
        "{0}: {1} issues no document of the kind {2}", "Look up number and symbol of the document.",
    ),
    # --- KH7xx text ------------------------------------------------------------------------------------------------
    "KH701": Entry(
        "misprint", "warning",
        "“{0}” có lẽ là lỗi gõ hoặc lỗi nhận dạng chữ của “{1}”", "Sửa thành “{1}”.",
        "“{0}” is probably a misprint of “{1}”", "Write “{1}”.",
    ),
    "KH702": Entry(
        "odd-letter", "warning",
        "ký tự lạ {0}{1}", "Gõ lại bằng bộ gõ Unicode dựng sẵn.",
        "odd character {0}{1}", "Type it again with a Unicode (precomposed) keyboard.",
    ),
    "KH703": Entry(
        "personal-data", "warning",
        "{0} trong kế hoạch", "Bỏ dữ liệu cá nhân; dùng địa chỉ, số máy chung của cơ quan nếu cần.",
        "{0} in the plan", "Take out personal data; use the body's shared address or number if one is needed.",
    ),
    "KH704": Entry(
        "unbalanced", "info",
        "dấu “{0}” không có dấu {1} tương ứng", "Thêm dấu {1} còn thiếu hoặc bỏ dấu thừa.",
        "“{0}” has no matching {1}", "Add the missing {1}, or take the mark out.",
    ),
    "KH705": Entry(
        "furniture-in-text", "warning",
        "“{0}” của khuôn trang lẫn vào nội dung", "Bỏ số trang, đầu trang hoặc chân trang khỏi đoạn văn.",
        "page furniture “{0}” stands inside the text", "Take page numbers and running heads out of the paragraph.",
    ),
    "KH706": Entry(
        "leftover-markup", "info",
        "còn sót mã định dạng “{0}”", "Bỏ mã này khỏi văn bản.",
        "leftover markup “{0}”", "Take it out of the text.",
    ),
    "KH707": Entry(
        "mixed-tone-marks", "off",
        "dùng lẫn hai kiểu bỏ dấu: “{0}” và “{1}”", "Dùng một kiểu bỏ dấu trong cả văn bản.",
        "two ways of placing tone marks: “{0}” and “{1}”", "Use one way throughout.",
    ),
    # --- KH9xx reading (KH900–KH912: errors.py; the value is the error's own sentence) --------------------------------------
    "KH900": Entry("failed", "error", "{0}", "Xem thông báo lỗi.", "{0}", "See the message."),
    "KH901": Entry("unreadable-file", "error", "không đọc được tệp: {0}", "Kiểm tra đường dẫn, quyền đọc và định dạng tệp.", "the file cannot be read: {0}", "Check path, permissions and format."),
    "KH902": Entry("encrypted-file", "error", "tệp có mật khẩu: {0}", "Bỏ mật khẩu rồi thử lại.", "the file asks for a password: {0}", "Remove the password and try again."),
    "KH903": Entry("empty-file", "error", "tệp không có chữ nào: {0}", "Nếu là bản quét, cài phần ocr; nếu không, kiểm tra lại tệp.", "the file holds no text: {0}", "For a scan install the extra ocr; else check the file."),
    "KH904": Entry("broken-grammar", "error", "tệp ngữ pháp hỏng: {0}", "Chạy “kehoach grammar check”.", "a grammar file is broken: {0}", "Run “kehoach grammar check”."),
    "KH905": Entry("unsupported-format", "error", "không có bộ đọc cho định dạng này: {0}", "Chạy “kehoach doctor” để biết còn thiếu gì.", "no reader for this format: {0}", "Run “kehoach doctor” to see what is missing."),
    "KH906": Entry("bad-encoding", "error", "bảng mã không nhận ra: {0}", "Lưu lại tệp ở UTF-8.", "the encoding is not known: {0}", "Save the file as UTF-8."),
    "KH907": Entry("limit-exceeded", "error", "vượt giới hạn an toàn: {0}", "Nâng giới hạn bằng tùy chọn nêu trong thông báo nếu tin tệp này.", "a safety limit was exceeded: {0}", "Raise it with the option named in the message, if you trust the file."),
    "KH908": Entry("output-failed", "error", "không ghi được kết quả: {0}", "Kiểm tra thư mục đích và dung lượng đĩa.", "a result could not be written: {0}", "Check the output folder and free space."),
    "KH909": Entry("wrong-usage", "error", "dùng sai: {0}", "Xem “kehoach --help”.", "wrong usage: {0}", "See “kehoach --help”."),
    "KH910": Entry("missing-extra", "error", "thiếu thành phần: {0}", "Cài thành phần được nêu.", "something is not installed: {0}", "Install what the message names."),
    "KH911": Entry("worker-lost", "error", "tiến trình đọc tệp bị dừng: {0}", "Chạy lại với tệp này; nếu vẫn dừng, gửi tệp cho nhóm phát triển.", "the process reading the file ended: {0}", "Run again with this file; if it ends again, report the file."),
    "KH912": Entry("internal-error", "error", "lỗi của chương trình: {0}", "Gửi tệp và thông báo này cho nhóm phát triển.", "an error of this program: {0}", "Report the file and this message."),
    # remarks of the readers; values: what the reader noticed, in its own words (Vietnamese: reason_table.py)
    "KH920": Entry("converted-text", "info", "văn bản được chuyển mã hoặc bị cắt: {0}", "Đối chiếu vài dòng với bản gốc; dùng --encoding nếu sai.", "the text was converted or is cut off: {0}", "Compare a few lines with the original; --encoding overrides."),
    "KH921": Entry("page-not-read", "warning", "có trang không đọc được: {0}", "Cài phần ocr cho trang quét, hoặc xuất lại tệp.", "a page was not read: {0}", "Install the extra ocr for scanned pages, or export the file again."),
    "KH922": Entry("unsure-words", "info", "chữ nhận dạng chưa chắc: {0}", "Đối chiếu các chữ này với bản quét.", "unsure words of a scan: {0}", "Compare these words with the scan."),
    "KH923": Entry("swapped-dates", "warning", "có thể Excel đã đảo ngày và tháng: {0}", "Đối chiếu các ngày này với bản giấy.", "Excel may have swapped day and month: {0}", "Compare these dates with the paper."),
    "KH924": Entry("page-not-recognised", "warning", "có trang quét chưa nhận dạng được: {0}", "Chạy lại với tệp này; nếu vẫn vậy, quét lại trang.", "a scanned page could not be recognised: {0}", "Run again with this file; if it fails again, scan the page anew."),
}
