using System.Runtime.InteropServices;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.CallLog;

/// <summary>The counts of the calls of one method in one span of time.</summary>
/// <param name="Accepted">Calls started that no limit declined.</param>
/// <param name="Declined">Calls started that a limit declined.</param>
/// <param name="Requests">Calls finished, without those declined.</param>
/// <param name="Exceptions">The finished calls that failed unexpectedly.</param>
/// <param name="Runtime">The sum of the run times of finished calls, in milliseconds.</param>
public readonly record struct CallCount(long Accepted, long Declined, long Requests, long Exceptions, long Runtime)
{
    /// <summary>Gets the number of calls started: each has one row in the log.</summary>
    public long Started => Accepted + Declined;

    /// <summary>Returns the sum of these counts and others.</summary>
    public CallCount Plus(CallCount other) => new(
        Accepted + other.Accepted, Declined + other.Declined, Requests + other.Requests, Exceptions + other.Exceptions, Runtime + other.Runtime);
}

/// <summary>
/// Calls counted by method and time: by minutes, or by time buckets of ten minutes. Started calls count when they started, finished ones when they
/// finished. Equal counts are always equal bytes, in whatever order they were added.
/// </summary>
public sealed class CallCounts
{
    /// <summary>The version of the packed format, its first byte. It is also part of the keys of the statistics, which are derived from the log.</summary>
    public const byte Version = CallSeriesRows.CountsVersion;

    // Entries that are no methods. Only their Requests are used, so they add nothing to the calls that the log contains. An older version ignores them.
    private const string FailedPrefix = "failed;";
    private const string EventPrefix = "event;";

    private readonly Dictionary<string, Dictionary<long, CallCount>> _methods = new(StringComparer.Ordinal);

    /// <summary>Gets the methods that have an entry.</summary>
    public IEnumerable<string> Methods => _methods.Keys.Where(IsMethod);

    /// <summary>Returns the counts of a method by time.</summary>
    public IReadOnlyDictionary<long, CallCount> Of(string method) => _methods.GetValueOrDefault(method) ?? [];

    /// <summary>Returns the number of failed calls of a method by the time of their start.</summary>
    public IEnumerable<(long Time, long Calls)> Failed(string method) => Of(FailedPrefix + method).Select(count => (count.Key, count.Value.Requests));

    /// <summary>Returns how often an event happened, by time.</summary>
    public IEnumerable<(long Time, long Times)> Events(CountedEvent happened) => Of(EventPrefix + happened.Name()).Select(count => (count.Key, count.Value.Requests));

    /// <summary>Returns the number of calls started by time, of one method or of all.</summary>
    public IEnumerable<(long Time, long Calls)> Started(string? method) =>
        (method is null ? _methods.Values.SelectMany(times => times) : Of(method))
            .Where(count => count.Value.Started > 0)
            .GroupBy(count => count.Key, (time, counts) => (time, counts.Sum(count => count.Value.Started)));

    /// <summary>Counts a call, by minutes.</summary>
    public void Add(in CallRecord call)
    {
        var times = TimesOf(call.MethodId);
        Add(times, Minutes.Of(call.Started), call.IsDeclined ? new(0, 1, 0, 0, 0) : new(1, 0, 0, 0, 0));
        if (!call.IsDeclined)
        {
            Add(times, Minutes.Of(call.Finished), new(0, 0, 1, call.IsException ? 1 : 0, call.Runtime));
        }

        if (call.IsError)
        {
            Add(TimesOf(FailedPrefix + call.MethodId), Minutes.Of(call.Started), One); // where the call is counted, too
        }
    }

    /// <summary>Counts an event, by minutes.</summary>
    public void Add(CountedEvent happened, long minute) => Add(TimesOf(EventPrefix + happened.Name()), minute, One);

    /// <summary>Adds counts.</summary>
    /// <param name="other">The counts to add.</param>
    /// <param name="length">The length of the spans here, in minutes.</param>
    /// <param name="from">The first minute to add. A method without calls in the range still gets an entry.</param>
    /// <param name="end">The first minute after the range.</param>
    public void Add(CallCounts other, int length = 1, long from = 0, long end = long.MaxValue)
    {
        foreach (var (method, counts) in other._methods)
        {
            var times = TimesOf(method);
            foreach (var (time, count) in counts)
            {
                if (time >= from && time < end)
                {
                    Add(times, Minutes.Floor(time, length), count);
                }
            }
        }
    }

    /// <summary>Returns the starts of the days in which anything is counted.</summary>
    public IReadOnlySet<long> Days() => _methods.Values.SelectMany(times => times.Keys).Select(time => Minutes.Floor(time, Minutes.Day)).ToHashSet();

    /// <summary>
    /// Returns the counts as bytes: the version, then the methods in order, each with its times in order, as distances. Numbers take as few bytes as
    /// they need.
    /// </summary>
    public byte[] Pack()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Version);
        writer.Write7BitEncodedInt(_methods.Count);
        foreach (var (method, times) in _methods.OrderBy(method => method.Key, StringComparer.Ordinal))
        {
            writer.Write(method);
            writer.Write7BitEncodedInt(times.Count);
            var last = 0L;
            foreach (var (time, count) in times.OrderBy(count => count.Key))
            {
                writer.Write7BitEncodedInt64(time - last);
                writer.Write7BitEncodedInt64(count.Accepted);
                writer.Write7BitEncodedInt64(count.Declined);
                writer.Write7BitEncodedInt64(count.Requests);
                writer.Write7BitEncodedInt64(count.Exceptions);
                writer.Write7BitEncodedInt64(count.Runtime);
                last = time;
            }
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads the bytes that <see cref="Pack"/> returned.</summary>
    /// <exception cref="UnknownVersionException">Another version of this product wrote the bytes.</exception>
    public static CallCounts Unpack(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        PackedVersion.Require(reader.ReadByte(), Version, "Counts of calls");
        var counts = new CallCounts();
        for (var methods = reader.Read7BitEncodedInt(); methods > 0; methods--)
        {
            var times = counts.TimesOf(reader.ReadString());
            var time = 0L;
            for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
            {
                time += reader.Read7BitEncodedInt64();
                times[time] = new CallCount(
                    reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
            }
        }

        return counts;
    }

    /// <summary>Reads counts of the log; none if a newer version packed them. An unreadable part of the log must not make a call fail.</summary>
    internal static CallCounts UnpackIfKnown(byte[] bytes)
    {
        try
        {
            return Unpack(bytes);
        }
        catch (UnknownVersionException)
        {
            return new();
        }
    }

    private static CallCount One => new(0, 0, 1, 0, 0);

    private static bool IsMethod(string entry) => entry[0] == '/';

    private static void Add(Dictionary<long, CallCount> times, long time, CallCount count)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(times, time, out _);
        sum = sum.Plus(count);
    }

    private Dictionary<long, CallCount> TimesOf(string method)
    {
        if (!_methods.TryGetValue(method, out var times))
        {
            _methods.Add(method, times = []);
        }

        return times;
    }
}
