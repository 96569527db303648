using System.Globalization;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.CallLog;

namespace Serverless.Api.Rpc.Admin.ApiCallLog;

/// <summary>Reads the options of <see cref="ReadLog"/> that require a search.</summary>
internal static class CallSearch
{
    private const string NotATime = "Must be a time such as 2026-11-29T12:00:00Z.";

    /// <summary>Returns whether the options require a search. The counts of the log answer the others.</summary>
    public static bool IsWanted(ReadOptions options) => options.Continuation is not null || options.Where.Keys.Any(field => field != "method_id");

    /// <summary>Returns the failure for a wrong option; null if all are right.</summary>
    public static Result? Refuse(ReadOptions options) =>
        options.Filter("status") is { } status && StatusTest(status) is null ? Wrong("where.status", "Must be an HTTP status such as 404, a class such as 4xx, or a code such as -32801.")
        : options.Filter("user_id") is { } user && !Wire.TryReadId(user.Text ?? "", out _) ? Wrong("where.user_id", "Must be the id of a user.")
        : options.Filter("from") is { } from && Wire.Time(from.Text) is null ? Wrong("where.from", NotATime)
        : options.Filter("to") is { } to && Wire.Time(to.Text) is null ? Wrong("where.to", NotATime)
        : options.Offset > 0 ? Wrong("offset", "A search has no offset. Use the continuation of the response before.")
        : options.Continuation is { } text && !CallPlace.TryParse(text, out _) ? Wrong("continuation", "Must be the continuation of an earlier response.")
        : null;

    /// <summary>Returns the search for options that were not refused.</summary>
    /// <returns>The filter without the user, the id of the user, and the place where the search begins.</returns>
    public static (CallFilter Filter, long? UserId, CallPlace? After) Of(ReadOptions options, string? method)
    {
        var filter = new CallFilter(
            method,
            HasStatus: options.Filter("status") is { } status ? StatusTest(status) : null,
            From: Wire.Time(options.Filter("from")?.Text),
            Before: Wire.Time(options.Filter("to")?.Text));
        long? user = Wire.TryReadId(options.Filter("user_id")?.Text ?? "", out var id) ? id : null;
        return (filter, user, CallPlace.TryParse(options.Continuation ?? "", out var place) ? place : null);
    }

    private static Func<int, bool>? StatusTest(ReadFilter filter)
    {
        if (filter.Text is [>= '1' and <= '5' and var digit, 'x', 'x'])
        {
            return Test(filter, status => Http(status) / 100 == digit - '0');
        }

        return !int.TryParse(filter.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var wanted) ? null
            : wanted < 0 ? Test(filter, status => status == wanted)
            : wanted is >= 100 and <= 599 ? Test(filter, status => Http(status) == wanted)
            : null;
    }

    private static Func<int, bool> Test(ReadFilter filter, Func<int, bool> test) => filter.Operator == "=" ? test : status => !test(status);

    /// <summary>Returns the HTTP status of a code of the RPC family, and other statuses as they are.</summary>
    private static int Http(int status) => status < 0 ? RpcStatus.Http(status) : status;

    private static Result Wrong(string member, string message) => Result.InvalidParameter("options." + member, ParameterReason.InvalidValue, message);
}
