namespace RoiApp.Contracts.Rest;

/// <summary>What to say into the microphone: <c>GET /api/recording-template</c>.</summary>
public sealed record RecordingTemplateResource(IReadOnlyList<TemplateResource> Templates);

/// <param name="Language">BCP 47.</param>
/// <param name="Text">The whole sentence pattern, slots in square brackets.</param>
/// <param name="Slots">The slots, in order.</param>
public sealed record TemplateResource(string Language, string Text, IReadOnlyList<TemplateSlotResource> Slots);

/// <param name="Field">Name of the contact's field that the slot fills.</param>
/// <param name="Placeholder">As it stands in the text, without brackets.</param>
public sealed record TemplateSlotResource(string Field, string Placeholder);
