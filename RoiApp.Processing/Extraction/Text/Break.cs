namespace RoiApp.Processing.Extraction.Text;

/// <summary>What stands between a word and the one before it, from weakest to strongest.</summary>
internal enum Break : byte
{
    None,
    Comma,
    Dash,
    Semicolon,
    Colon,
    Question,
    Sentence,
}
