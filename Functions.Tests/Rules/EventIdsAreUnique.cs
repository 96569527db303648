using System.Globalization;
using System.Text.RegularExpressions;

namespace Serverless.Tests.Rules;

/// <summary>Checks that no two log messages have one number: the runbook and alerts identify messages by it.</summary>
public sealed partial class EventIdsAreUnique
{
    [Fact]
    public void No_two_log_messages_share_an_event_id()
    {
        var sources = Repository.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && !file.StartsWith("Functions.Tests/", StringComparison.Ordinal))
            .Select(file => (File: file, Text: Repository.Read(file)))
            .ToList();
        var messages = sources.SelectMany(source => Message().Matches(source.Text).Select(match => (Id: int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), source.File))).ToList();
        Assert.True(messages.Count > 30, "Hardly any log message was found.");
        Assert.Equal(sources.Sum(source => Regex.Count(source.Text, @"\[LoggerMessage\b")), messages.Count); // every message has a number
        Assert.All(messages.GroupBy(message => message.Id), group => Assert.True(group.Count() == 1, $"Event id {group.Key} is used in {string.Join(" and ", group.Select(message => message.File))}."));
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId = )?(\d+)")]
    private static partial Regex Message();
}
