using System.Text.RegularExpressions;
using RoiApp.Testing;
using Xunit;

namespace RoiApp.Api.Tests.Caching;

/// <summary>Who writes to the database. What cached reads answer is written by one class alone, which tells the cache.</summary>
public sealed partial class WritersTests
{
    private static readonly Dictionary<string, string> s_writers = new(StringComparer.Ordinal)
    {
        ["Progress/WorkflowChanges.cs"] = "the one way to change a workflow: tells the cache",
        ["Progress/OwnerLog.cs"] = "within it: the feed, and the word to other replicas",
        ["Pipeline/EventWriter.cs"] = "within it: contacts, told of by the report",
        ["Search/SearchIndexing.cs"] = "within it: search entries of segments and contacts",
        ["Search/SearchBackfill.cs"] = "search entries of earlier versions: clears the searches",
        ["Progress/EventPrune.cs"] = "events, which are not cached",
        ["Jobs/JobQueue.cs"] = "jobs: places in the queue, which are not cached",
        ["Intake/KeyPrune.cs"] = "idempotency keys, which are not read",
        ["Intake/SubmissionKey.cs"] = "the same",
        ["Intake/Uploads/UploadCreation.cs"] = "uploads, which are not cached",
        ["Intake/Uploads/UploadReception.cs"] = "the same",
        ["Intake/Uploads/UploadRemoval.cs"] = "the same",
        ["Intake/Uploads/UploadSweep.cs"] = "the same",
        ["Data/DatabaseCheck.cs"] = "a question",
        ["Data/DatabaseOpener.cs"] = "migrations, before anything is read",
        ["Data/PostgresNotices.cs"] = "notices",
        ["Data/PostgresRoiDb.cs"] = "the transaction itself",
        ["Data/SqliteRoiDb.cs"] = "the same",
        ["Data/RoiDb.cs"] = "the same",
    };

    [Fact]
    public void Whoever_writes_is_known_not_to_change_what_is_cached_or_to_tell_the_cache()
    {
        var api = Path.Combine(SourceTree.Root, "RoiApp.Api");
        var writers = Directory.EnumerateFiles(api, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(api, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal))
            .Where(file => Writes().IsMatch(File.ReadAllText(Path.Combine(api, file))));
        Assert.Equal(s_writers.Keys.Order(), writers.Order());
    }

    [GeneratedRegex(@"BeginWriteAsync\(|ExecuteUpdateAsync\(|ExecuteDeleteAsync\(|ExecuteSqlRawAsync\(|SaveChangesAsync\(|INSERT INTO|DELETE FROM|UPDATE \w+ SET")]
    private static partial Regex Writes();
}
