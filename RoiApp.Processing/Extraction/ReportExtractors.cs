namespace RoiApp.Processing.Extraction;

/// <summary>The extractors set up here, in the order in which they are asked.</summary>
internal sealed record ReportExtractors(IReadOnlyList<IReportExtractor> InOrder);
