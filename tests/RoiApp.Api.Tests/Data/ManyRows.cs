using System.Globalization;
using Microsoft.EntityFrameworkCore;
using RoiApp.Api.Data;

namespace RoiApp.Api.Tests.Data;

/// <summary>Fills the tables with 100,000 rows each, in a statement a table: workflows of one owner, one in a hundred unfinished, and what belongs to them.</summary>
internal static class ManyRows
{
    public const int Count = 100_000;

    /// <summary>The number of a workflow that waits, with hundreds before it.</summary>
    public const int Queued = 90_200;

    /// <summary>The workflow of this number.</summary>
    public static Guid Id(int number) => new($"00000000-0000-7000-8000-{number.ToString("D12", CultureInfo.InvariantCulture)}");

    /// <summary>The hash of its content.</summary>
    public static string Sha256(int number) => number.ToString("D64", CultureInfo.InvariantCulture);

    public static async Task AddAsync(RoiDb db, DateTimeOffset now, CancellationToken ct)
    {
        var postgres = db is PostgresRoiDb;
        var numbers = postgres
            ? $"WITH n AS (SELECT generate_series(1, {Count}) AS n)"
            : $"WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {Count})";
        // The oldest has number 1; a minute lies between two.
        string At(string minutesAgo) => postgres ? $"({{0}} - ({minutesAgo}) * interval '1 minute')" : $"({{0}} - ({minutesAgo}) * 60000000)";
        string Uuid(string number) => postgres
            ? $"('00000000-0000-7000-8000-' || lpad(({number})::text, 12, '0'))::uuid"
            : $"printf('00000000-0000-7000-8000-%012d', {number})";
        var hash = postgres ? "lpad(n::text, 64, '0')" : "printf('%064d', n)";
        string[] statements =
        [
            $"""
            {numbers} INSERT INTO workflows (id, owner, name, file_name, source, status, language, priority, audio_sha256, audio_bytes, audio_format, progress, first_seq, last_seq,
                created_at, updated_at, completed_at)
            SELECT {Uuid("n")}, 'local', 'memo ' || n, 'memo.wav', 'audio', CASE WHEN n % 100 <> 0 THEN 'completed' WHEN n % 200 = 0 THEN 'queued' ELSE 'running' END,
                'en', 2, {hash}, 1000, 'wav', 50, 1, CASE WHEN n % 100 = 1 THEN 2 ELSE 1 END, {At($"{Count} - n")}, {At($"{Count} - n")},
                CASE WHEN n % 100 <> 0 THEN {At($"{Count} - n")} END FROM n
            """,
            $"""
            {numbers} INSERT INTO workflow_steps (workflow_id, name, status, cached, engine_name, engine_version, elapsed_ms, completed_at)
            SELECT {Uuid("n")}, 'transcription', 'completed', {(postgres ? "false" : "0")}, CASE WHEN n % 3 = 0 THEN 'ears' ELSE 'others' END, '1', 500, {At($"{Count} - n")} FROM n
            """,
            $$"""
            {{numbers}} INSERT INTO segments (workflow_id, {{(postgres ? "index" : "\"index\"")}}, start_ms, end_ms, text, confidence, language, words)
            SELECT {{Uuid("1 + n / 50")}}, n % 50, n, n + 1, 'some words', 1, 'en', '[]' FROM n
            """,
            $$"""
            {{numbers}} INSERT INTO contacts (workflow_id, {{(postgres ? "index" : "\"index\"")}}, name, tags, evidence) SELECT {{Uuid("1 + n / 2")}}, n % 2, 'Ana', '[]', '[]' FROM n
            """,
            $$"""
            {{numbers}} INSERT INTO action_items (workflow_id, contact_index, {{(postgres ? "index" : "\"index\"")}}, text, status) SELECT {{Uuid("1 + n / 2")}}, n % 2, 0, 'call', 'open' FROM n
            """,
            $"""
            {numbers} INSERT INTO workflow_events (workflow_id, seq, at, type) SELECT {Uuid("n")}, 1, {At($"{Count} - n")}, 'workflow.status' FROM n
            """,
            $"{numbers} INSERT INTO feed_entries (owner, position, workflow_id, seq, events, deleted, at) SELECT 'local', n, {Uuid("n")}, 1, 1, {(postgres ? "false" : "0")}, {At($"{Count} - n")} FROM n",
            $"INSERT INTO feed_heads (owner, position, forgotten) VALUES ('local', {Count}, 0)",
            // History, a long tail of jobs whose time has not come, a queue, and a few at work.
            $"""
            {numbers} INSERT INTO jobs (id, kind, subject_id, priority, state, attempt, max_attempts, fence, rank, run_at, leased_by, leased_until, created_at, finished_at)
            SELECT {Uuid("n")}, 'workflow', {Uuid("n")}, 2,
                CASE WHEN n <= 60000 THEN 'completed' WHEN n <= 90000 THEN 'waiting' WHEN n <= 99990 THEN 'available' ELSE 'running' END, 1, 8, 1,
                {At($"{Count} - n")}, CASE WHEN n > 60000 AND n <= 90000 THEN {At("-n")} ELSE {At($"{Count} - n")} END,
                CASE WHEN n > 99990 THEN 'elsewhere/1/x' END, CASE WHEN n > 99990 THEN {At("-1")} END, {At($"{Count} - n")},
                CASE WHEN n <= 60000 THEN {At($"{Count} - n")} END FROM n
            """,
            $"""
            {numbers} INSERT INTO known_transcripts (workflow_id, owner, audio_sha256, language, engine_name, engine_version) SELECT {Uuid("n")}, 'local', {hash}, 'en', 'ears', '1' FROM n
            """,
            $"""
            {numbers} INSERT INTO idempotency_keys (owner, key, item, fingerprint, answer, created_at) SELECT 'local', 'key ' || n, 0, 'f', '[]', {At($"{Count} - n")} FROM n
            """,
        ];
        foreach (var sql in statements)
        {
            await db.Database.ExecuteSqlRawAsync(sql, [db.AsParameter(now)], ct);
        }
        await db.Database.ExecuteSqlRawAsync("ANALYZE", ct);
    }
}
