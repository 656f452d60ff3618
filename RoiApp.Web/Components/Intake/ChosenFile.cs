using RoiApp.Contracts.Rest;

namespace RoiApp.Web.Components.Intake;

/// <summary>A file as the browser describes it, before any of it is sent.</summary>
internal sealed record ChosenFile(int Key, string Name, long Bytes, bool IsFolder)
{
    /// <summary>What can be told to be wrong without sending the file; null when nothing is. Api looks closer, at the content.</summary>
    public string? ProblemFor(CapabilitiesResource? capabilities)
    {
        if (IsFolder)
        {
            return "This is a folder. Choose the files in it instead.";
        }

        if (Bytes == 0)
        {
            return "This file is empty. Check that the recording was saved, then choose it again.";
        }

        var extension = Path.GetExtension(Name);
        if (capabilities is { Formats.Count: > 0 } && !capabilities.Formats.Contains(extension, StringComparer.OrdinalIgnoreCase))
        {
            return $"{(extension.Length > 1 ? $"{extension} files" : "Files without an extension")} cannot be read. Choose one of {string.Join(", ", capabilities.Formats)}.";
        }

        return capabilities is { MaxUploadBytes: > 0 } && Bytes > capabilities.MaxUploadBytes
            ? $"This file has {Wording.Size(Bytes)}; at most {Wording.Size(capabilities.MaxUploadBytes)} are taken. Split the recording, or save it in a smaller format such as MP3."
            : null;
    }
}
