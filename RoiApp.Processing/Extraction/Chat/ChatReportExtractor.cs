using Microsoft.Extensions.AI;
using RoiApp.Contracts.V1;
using RoiApp.Processing.Services;

namespace RoiApp.Processing.Extraction.Chat;

/// <summary>
/// Reports by a chat model. Whatever the model was made to say, nothing gets into a report that was not said in the memo: each value is looked
/// up in the transcript. A model that gets it wrong is told what, once.
/// </summary>
internal sealed class ChatReportExtractor(ServicePlace place, IHttpClientFactory http, int maxCharacters) : IReportExtractor, IServiceEngine, IDisposable
{
    private const int Attempts = 2;

    private readonly ChatModel _model = new(place, http, Prompt.Load("extraction-1"), "extraction model");

    public Engine Engine => _model.Engine;

    public string? Trouble => _model.Trouble;

    public async Task<Report> ExtractAsync(IReadOnlyList<Segment> transcript, string language, CancellationToken ct)
    {
        var text = string.Join('\n', transcript.Select(segment => segment.Text));
        if (text.Length > maxCharacters)
        {
            throw new StepException(ServiceFailure.InvalidAnswer, $"The memo has {text.Length} characters; models are asked about {maxCharacters} at most. Raise Extraction:MaxCharacters if yours reads more.");
        }
        var spoken = new SpokenWords(transcript);
        var conversation = _model.Begin(new { language = LanguageTag.Name(language), transcript = text });
        for (var attempt = 1; ; attempt++)
        {
            var said = await _model.AskAsync(conversation, ct);
            var answer = new ReportAnswer(spoken);
            var report = answer.Read(said, LanguageTag.Primary(language));
            if (answer.Problems.Count == 0)
            {
                return report;
            }
            if (attempt == Attempts)
            {
                throw _model.Invalid($"{answer.Problems[0]}{(answer.Problems.Count > 1 ? $", and {answer.Problems.Count - 1} more" : "")}, even when told so");
            }
            conversation.Add(new ChatMessage(ChatRole.Assistant, said));
            conversation.Add(new ChatMessage(ChatRole.User, "That answer was not accepted:\n- " + string.Join("\n- ", answer.Problems) + "\nGive the whole answer again without these mistakes; leave out what was not said."));
        }
    }

    public void Dispose() => _model.Dispose();
}
