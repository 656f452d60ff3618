namespace RoiApp.Contracts.Rest;

/// <summary>The data of a <c>progress</c> event: how far a workflow is, or where in the queue. What is not known is null.</summary>
/// <param name="StepPercent">0 to 100 of the step that the event names.</param>
/// <param name="DoneMs">Milliseconds of the recording that this step has finished.</param>
/// <param name="TotalMs">Milliseconds of the recording in all; an estimate until it is decoded to its end.</param>
/// <param name="EtaMs">Estimated milliseconds until the report, from the moment of the event. Smooth: it is corrected a little with each event.</param>
/// <param name="QueuePosition">Of a workflow that waits, and of no other: how many are to run before it.</param>
/// <param name="Steps">0 to 100 by step, of the steps that have said how far they are.</param>
public sealed record ProgressResource(
    double? StepPercent,
    long? DoneMs,
    long? TotalMs,
    long? EtaMs,
    int? QueuePosition,
    IReadOnlyDictionary<string, double>? Steps);
