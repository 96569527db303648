using Azure;
using Serverless.Storage.Outages;

namespace Serverless.Tests.Storage;

/// <summary>Tests the distinction between an outage of storage and a defect.</summary>
public sealed class StorageFailureTests
{
    public static TheoryData<Exception> Outages =>
    [
        new TaskCanceledException("The operation was cancelled because it exceeded the configured timeout."),
        new OperationCanceledException(),
        new AggregateException(new TaskCanceledException(), new RequestFailedException(503, "busy"), new RequestFailedException(0, "refused")),
        new RequestFailedException(0, "refused"),
        new RequestFailedException(429, "slow down"),
        new RequestFailedException(500, "failed"),
        new RequestFailedException(404, "no table", "TableNotFound", null),
        new StorageUnavailableException("Accounts", "a reason"),
        new HttpRequestException("refused"),
        new HttpIOException(HttpRequestError.ResponseEnded),
        new IOException("reset", new System.Net.Sockets.SocketException(104)),
        new TimeoutException(),
    ];

    public static TheoryData<Exception> Defects =>
    [
        new InvalidOperationException(),
        new RequestFailedException(400, "wrong"),
        new RequestFailedException(403, "not allowed"),
        new RequestFailedException(404, "no row", "ResourceNotFound", null),
        new IOException("the disk is full"),
        new AggregateException(),
        new AggregateException(new TaskCanceledException(), new InvalidOperationException()),
    ];

    [Theory]
    [MemberData(nameof(Outages), DisableDiscoveryEnumeration = true)]
    public void Recognises_outages(Exception exception) => Assert.True(StorageFailure.IsOutage(exception, TestContext.Current.CancellationToken));

    [Theory]
    [MemberData(nameof(Defects), DisableDiscoveryEnumeration = true)]
    public void A_defect_is_not_an_outage(Exception exception) => Assert.False(StorageFailure.IsOutage(exception, TestContext.Current.CancellationToken));

    [Fact]
    public void A_cancellation_by_the_caller_is_not_an_outage()
    {
        using var stop = new CancellationTokenSource();
        Assert.True(StorageFailure.IsOutage(new OperationCanceledException(), stop.Token));
        stop.Cancel();
        Assert.False(StorageFailure.IsOutage(new OperationCanceledException(), stop.Token));
        Assert.False(StorageFailure.IsOutage(new AggregateException(new TaskCanceledException()), stop.Token));
    }
}
