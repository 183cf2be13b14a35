"""Một đoạn không có số, không có gạch đầu dòng và không thuộc mục nào mà chương trình hiểu được.

Vì sao: nội dung vẫn được giữ, nhưng không thành nhiệm vụ; nếu là nhiệm vụ thì sẽ không được theo dõi.

Không nên:
    (đoạn văn đứng trước mục đầu tiên hoặc sau phần kết)

Nên:
    1. Đoạn văn được đánh số, nằm trong một mục.

English: A paragraph without number or bullet belongs to no section; it is kept, but never becomes a task.
"""

VALID = (
    """\
I. NHIỆM VỤ
1. Rà soát hồ sơ.
""",
)
INVALID = ()
