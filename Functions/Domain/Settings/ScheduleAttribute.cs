namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that is the schedule of a timer. The host parses it; here only its syntax is checked.</summary>
public sealed class ScheduleAttribute() : SettingRuleAttribute(
    "an NCrontab expression of six fields, as in 0 */10 * * * *, or a time span, as in 00:10:00",
    text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length is 5 or 6 || (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, null, out var span) && span > TimeSpan.Zero));
