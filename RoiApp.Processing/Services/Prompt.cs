using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RoiApp.Processing.Services;

/// <summary>What a chat model is told, and the form in which it answers: two files. A change of either is another version.</summary>
/// <param name="Name">Such as <c>extraction-1</c>.</param>
internal sealed record Prompt(string Name, string Text, JsonElement Schema, string Version)
{
    private const int HashLetters = 8;

    /// <summary>Reads <c>{name}.md</c> and <c>{name}.schema.json</c>, which are part of the program.</summary>
    public static Prompt Load(string name)
    {
        var text = Read($"prompt.{name}.md").Trim();
        var schema = Read($"prompt.{name}.schema.json");
        // Cache keys hold the version: it must not depend on somebody's remembering to raise it.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text + '\0' + schema)));
        using var document = JsonDocument.Parse(schema);
        return new Prompt(name, text, document.RootElement.Clone(), $"{name}-{hash[..HashLetters]}");
    }

    private static string Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The program lacks its part {resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
