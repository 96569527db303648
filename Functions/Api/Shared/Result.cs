using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Failures;

namespace Serverless.Api.Shared;

/// <summary>
/// The outcome of a call: an HTTP status, a text and optional data. The caller's family replaces the reason of a failure with its own words.
/// </summary>
public sealed record Result
{
    private Result(int status, string? text, Reason? reason = null)
    {
        Status = status;
        Text = text;
        FailureReason = reason;
    }

    /// <summary>Gets the status; 200 to 299 is success.</summary>
    public int Status { get; private init; }

    /// <summary>Gets the text for people; null for the status's default text.</summary>
    public string? Text { get; private init; }

    /// <summary>Gets the reason of a failure; null for a success, and for a failure that has a body of its family.</summary>
    public Reason? FailureReason { get; }

    /// <summary>Gets what is wrong with the parameters; empty for other failures.</summary>
    public IReadOnlyList<ParameterProblem> Details { get; private init; } = [];

    /// <summary>Gets what a program needs to go on after a failure, of a type that the family lists; null if there is nothing.</summary>
    public object? Remedy { get; private init; }

    /// <summary>Gets whether there is a <c>data</c> member; <see cref="Data"/> can then be null.</summary>
    public bool HasData { get; private init; }

    /// <summary>Gets the data of the response, of a type that the family lists.</summary>
    public object? Data { get; private init; }

    /// <summary>Gets the number of rows that the call changed or returned; null where the number is not defined.</summary>
    public int? Rows { get; private init; }

    /// <summary>Gets the number of all rows, whether returned or not; null if the result is not a list.</summary>
    public long? Total { get; private init; }

    /// <summary>Gets how far a search came that can end before it has examined all rows; null for other results.</summary>
    public SearchProgress? Search { get; private init; }

    /// <summary>Gets whether the failure is a defect.</summary>
    public bool IsException { get; private init; }

    /// <summary>Gets the time after which a retry is useful; null if none is known.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Gets whether the call succeeded.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Returns a success without data.</summary>
    public static Result Ok(string? text = null) => new(200, text);

    /// <summary>Gets a success with status 204: nothing was changed, because the requested state already existed.</summary>
    public static Result Unchanged { get; } = new(204, null);

    /// <summary>Returns a success with data.</summary>
    public static Result Of(object? data) => new(200, null) { HasData = true, Data = data };

    /// <summary>Returns a success with a specific status, text and data, such as the reply of another server.</summary>
    /// <param name="status">200 to 299. A status that HTTP does not define is sent as 200.</param>
    /// <param name="text">A text for people.</param>
    /// <param name="data">The data of the response.</param>
    public static Result Success(int status, string text, object? data) =>
        status is >= 200 and < 300
            ? new(status, text) { HasData = true, Data = data }
            : throw new ArgumentOutOfRangeException(nameof(status), status, "A success is 200 to 299.");

    /// <summary>Returns the success of a change: <c>data</c> is null, and the number of changed rows is set.</summary>
    public static Result Touched(int rows) => new(200, null) { HasData = true, Rows = rows };

    /// <summary>Returns one row that was requested by its id: <c>data</c> is the row or null.</summary>
    public static Result One(object? row) => new(200, null) { HasData = true, Data = row, Rows = row is null ? 0 : 1 };

    /// <summary>Returns a list whose total is not counted: <c>data</c> is null if the list is empty.</summary>
    public static Result List<T>(IEnumerable<T> rows) =>
        rows.ToArray() is { Length: > 0 } page
            ? new(200, null) { HasData = true, Data = page, Rows = page.Length }
            : Touched(0);

    /// <summary>
    /// Returns a part of a list (rpc.md 5.6), with the number of its rows and of all rows: <c>data</c> is null if the part is empty.
    /// The family must list the array type of <typeparamref name="T"/>.
    /// </summary>
    public static Result Page<T>(IEnumerable<T> rows, long total) =>
        rows.ToArray() is { Length: > 0 } page
            ? new(200, null) { HasData = true, Data = page, Rows = page.Length, Total = total }
            : new(200, null) { HasData = true, Total = total };

    /// <summary>Returns what a search found: <c>data</c> is null if it found nothing. The family must list the array type of <typeparamref name="T"/>.</summary>
    public static Result Found<T>(T[] rows, SearchProgress search) =>
        new(200, null) { HasData = true, Data = rows.Length > 0 ? rows : null, Rows = rows.Length, Search = search };

    /// <summary>Returns a failure.</summary>
    /// <param name="status">400 to 599.</param>
    /// <param name="reason">The reason, for programs.</param>
    /// <param name="text">A text for people; null for the status's default text.</param>
    public static Result Fail(int status, Reason reason, string? text = null) => new(status, text, reason);

    /// <summary>Returns a failure of a pipeline step, with the HTTP status of the reason.</summary>
    /// <param name="reason">The reason.</param>
    public static Result Refuse(Reason reason) => new(HttpStatus(reason), null, reason);

    /// <summary>Returns this outcome with the status and the text of the caller's family.</summary>
    /// <param name="status">The family's status.</param>
    /// <param name="text">The family's text.</param>
    public Result WordedAs(int status, string text) => this with { Status = status, Text = text };

    /// <summary>Returns a failure because of a rule.</summary>
    public static Result Fail(int status, Refusal refusal) => new(status, refusal.Text, refusal.Reason);

    /// <summary>Returns a failure because of the parameters.</summary>
    public static Result Fail(ParameterError error) =>
        new(HttpStatus(Reason.InvalidParameters), error.Text, Reason.InvalidParameters) { Details = error.Details };

    /// <summary>Returns a failure because of a parameter that only the operation itself can validate.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="message">What is wrong with it, in words for people.</param>
    public static Result InvalidParameter(string name, ParameterReason reason, string message) =>
        Fail(new ParameterError($"""Parameter "{name}" is invalid""", [new(name, reason, message)]));

    /// <summary>Returns a failure with a family-specific body.</summary>
    /// <param name="status">400 to 599.</param>
    /// <param name="text">A text for people and for the call log.</param>
    /// <param name="data">The body, of a type that the family lists.</param>
    public static Result Fail(int status, string? text, object data) => new(status, text) { HasData = true, Data = data };

    /// <summary>Returns this failure with what a program needs to go on.</summary>
    public Result WithRemedy(object remedy) => this with { Remedy = remedy };

    /// <summary>Returns this outcome with a time after which the call can be repeated.</summary>
    public Result After(TimeSpan? retryAfter) => this with { RetryAfter = retryAfter };

    /// <summary>Returns this outcome, marked as a defect or not.</summary>
    public Result AsException(bool isException) => this with { IsException = isException };

    /// <summary>Returns a failure because the service is unavailable.</summary>
    public static Result Unavailable(TimeSpan retryAfter) => Refuse(Reason.ServiceUnavailable).After(retryAfter);

    /// <summary>Returns a failure because of a rate limit.</summary>
    public static Result TooManyRequests(TimeSpan retryAfter) => Refuse(Reason.TooManyRequests).After(retryAfter);

    /// <summary>Returns a failure because of a defect.</summary>
    public static Result Exception() => Refuse(Reason.InternalError).AsException(true);

    private static int HttpStatus(Reason reason) => reason switch
    {
        Reason.InsufficientPermissions => 401,
        Reason.SecondFactorEnrolmentRequired => 403,
        Reason.ReauthenticationRequired => 403,
        Reason.MethodNotFound => 404,
        Reason.HttpMethodNotAllowed => 405,
        Reason.Conflict => 409,
        Reason.UploadSizeRequired => 411,
        Reason.BodyTooLarge or Reason.UploadTooLarge => 413,
        Reason.UnsupportedContentType => 415,
        Reason.TooManyRequests => 429,
        Reason.InternalError => 500,
        Reason.ServiceUnavailable => 503,
        _ => 400,
    };
}

/// <summary>Represents how far a search came.</summary>
/// <param name="Continuation">The text with which the search goes on; null if there is nothing more to search.</param>
/// <param name="From">The time from which on everything was examined.</param>
public sealed record SearchProgress(string? Continuation, DateTimeOffset From);
