import Rendering

let ranking = Table(
  columns: [
    Column("Option", isFlexible: true), Column("Region", priority: 1),
    Column("Monthly cost", .right), Column("p99 ms", .right, priority: 3),
    Column("Cold starts", .right, priority: 2), Column("SLO"),
  ],
  rows: [
    [
      .text("aws-fargate:vcpu=1,memory=2048,count=5"), .text("us-east-1"),
      .number("$1,234.50", marker: "a"), .number("81.2"), .missing, .text("yes", tone: .good),
    ],
    [
      .text("aws-lambda:memory=512"), .text("us-east-1"), .number("$98.07"), .number("1,912.0"),
      .number("0.4 %"), .text("no", tone: .bad),
    ],
    [.text("关于:メモリ=512 👩‍👩‍👧 é e\u{301}"), .text("cn")],
  ])

let sample = Report([
  .heading("Ranking"),
  .paragraph(
    "Three options over 12,345 requests in 24 hours, projected to a month of 730 hours of which "
      + "none is left out."),
  .table(ranking),
  .notes([
    Note("a", "Without the load balancer, which the option does not name and which is billed."),
    Note("b", "Short."),
  ]),
  .list(["Prices as of 2026-09-19.", "Every request of the trace was read and none was skipped."]),
  .verdict("Lambda is cheapest at $98.07, 12.6 times cheaper than Fargate."),
])

let hostileName = "a|b`c`<img src=x>*_[x](y)\u{1B}[2J\u{202E}\n\r\t\0\u{2028}\u{9B}31m\u{7F}\\#~&"
