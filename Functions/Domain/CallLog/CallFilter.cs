using System.Globalization;
using Serverless.Domain.Users;

namespace Serverless.Domain.CallLog;

/// <summary>Selects calls of the log.</summary>
/// <param name="Method">The id of the method; null for all.</param>
/// <param name="Caller">The caller of the calls; null for all.</param>
/// <param name="HasStatus">Whether a status is wanted; null for all.</param>
/// <param name="From">The start of the earliest calls; null for no limit.</param>
/// <param name="Before">The time before which the calls started; null for no limit.</param>
public sealed record CallFilter(
    string? Method = null, User? Caller = null, Func<int, bool>? HasStatus = null, DateTimeOffset? From = null, DateTimeOffset? Before = null)
{
    /// <summary>Returns whether a call of the method, in the range of time, is wanted.</summary>
    internal bool Matches(in CallRecord call) =>
        (Caller is null || call.Caller == (call.HasUserId ? Caller.Id : Caller.Pseudonym)) && (HasStatus is null || HasStatus(call.Status));
}

/// <summary>Represents a place in the log, which is in the order of starts, the newest first.</summary>
/// <param name="Started">The start of the call before the place, in milliseconds since 1970.</param>
/// <param name="Passed">The number of calls with that start that are before the place. 0 if none is: only later calls are.</param>
/// <remarks>A call that starts later does not move the place.</remarks>
public readonly record struct CallPlace(long Started, int Passed)
{
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Gets the time from which on all calls are before the place.</summary>
    public DateTimeOffset PassedFrom => DateTimeOffset.FromUnixTimeMilliseconds(Started + 1);

    /// <summary>Reads the text that <see cref="ToString"/> returned.</summary>
    public static bool TryParse(string text, out CallPlace place)
    {
        place = default;
        if (text.Split('-') is not [var started, var passed]
            || !long.TryParse(started, NumberStyles.None, CultureInfo.InvariantCulture, out var time) || time >= Latest
            || !int.TryParse(passed, NumberStyles.None, CultureInfo.InvariantCulture, out var calls))
        {
            return false;
        }

        place = new(time, calls);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Started}-{Passed}");
}

/// <summary>Represents the result of a search.</summary>
/// <param name="Calls">The calls, newest first. There can be fewer than wanted, or none, although the search did not reach the end.</param>
/// <param name="Next">Where the search goes on; null if there is nothing more to search.</param>
/// <param name="SearchedFrom">The time from which on every call was examined.</param>
public sealed record FoundCalls(IReadOnlyList<CallRecord> Calls, CallPlace? Next, DateTimeOffset SearchedFrom);
