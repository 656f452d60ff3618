using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RoiApp.Api.Problems;

namespace RoiApp.Api.Edge.Answers;

/// <summary><c>?fields=id,name</c>: of an answer, or of each of its <c>items</c>, the fields named and no others. They are cut out of the JSON as it was made.</summary>
internal sealed class FieldSelection
{
    public const string Parameter = "fields";

    private readonly FrozenSet<string> _names;
    private readonly bool _ofItems;

    private FieldSelection(IEnumerable<string> names, bool ofItems) => (_names, _ofItems) = (names.ToFrozenSet(StringComparer.Ordinal), ofItems);

    /// <param name="shape">Knows the fields that there are.</param>
    /// <param name="ofItems">True for a page of such.</param>
    /// <returns>Null when all are wanted.</returns>
    /// <exception cref="ProblemException">A field is not one of those.</exception>
    public static FieldSelection? Parse(string? text, JsonTypeInfo shape, bool ofItems)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        var known = shape.Properties.Select(p => p.Name).ToList();
        return names.All(known.Contains)
            ? new(names, ofItems)
            : throw ProblemType.InvalidField.Because($"'{Parameter}' takes names with commas between, of these: {string.Join(", ", known)}.", Parameter);
    }

    /// <param name="json">An object; with items, one that holds them under that name.</param>
    public ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        var cut = new ArrayBufferWriter<byte>(Math.Max(256, json.Length / 2));
        using var writer = new Utf8JsonWriter(cut, new() { SkipValidation = true });
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        if (_ofItems)
        {
            WritePage(ref reader, json.Span, writer);
        }
        else
        {
            WriteObject(ref reader, json.Span, writer);
        }
        writer.Flush();
        return cut.WrittenMemory;
    }

    private void WritePage(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isItems = reader.ValueTextEquals("items"u8);
            writer.WritePropertyName(reader.ValueSpan);
            reader.Read();
            if (!isItems)
            {
                WriteValue(ref reader, json, writer);
                continue;
            }
            writer.WriteStartArray();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                WriteObject(ref reader, json, writer);
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private void WriteObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (_names.Contains(name))
            {
                writer.WritePropertyName(name);
                WriteValue(ref reader, json, writer);
            }
            else
            {
                reader.Skip();
            }
        }
        writer.WriteEndObject();
    }

    // As it stands there: nothing is read that is only to be written again.
    private static void WriteValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, Utf8JsonWriter writer)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        writer.WriteRawValue(json[start..(int)reader.BytesConsumed], skipInputValidation: true);
    }
}
