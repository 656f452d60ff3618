using RoiApp.Api.Data;
using Xunit;

namespace RoiApp.Api.Tests.Data;

public sealed class SqlFamilyTests
{
    [Theory]
    [InlineData("SELECT w.id FROM workflows AS w WHERE w.id = @p", "select workflows")]
    [InlineData("""SELECT "w"."id" FROM "workflows" AS "w" """, "select workflows")]
    [InlineData("-- a remark\nSELECT s.id\nFROM (\n    SELECT w0.id FROM workflow_steps AS w0\n) AS s", "select workflow_steps")]
    [InlineData("SELECT extract_from, 1 AS from_2 FROM jobs", "select jobs")]
    [InlineData("SELECT 1", "select")]
    [InlineData("INSERT INTO segments (a) VALUES (1); SELECT changes()", "insert segments")]
    [InlineData("  update \"jobs\" SET state = 1", "update jobs")]
    [InlineData("DELETE FROM uploads", "delete uploads")]
    [InlineData("WITH next AS (SELECT id FROM jobs LIMIT 1) UPDATE jobs SET x = 1", "with jobs")]
    [InlineData("PRAGMA foreign_keys = ON", "other")]
    [InlineData("selection", "other")]
    [InlineData("", "other")]
    public void A_command_is_named_by_its_verb_and_the_first_table(string sql, string family) => Assert.Equal(family, SqlFamily.Of(sql));

    [Fact]
    public void A_name_is_made_once() => Assert.Same(SqlFamily.Of("SELECT a FROM contacts"), SqlFamily.Of("SELECT b FROM contacts WHERE c"));
}
