using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;
using Serverless.Domain.Email;

namespace Serverless.Tests.Domain.Email;

public sealed class PickupTransportTests : IDisposable
{
    private static readonly EmailMessage Message = new(7, "ann@example.com", "Hello", "Token act_secret\n", "<p>Token act_secret</p>\n");

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("pickup-");
    private readonly Lines log = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string MailDirectory => Path.Combine(root.FullName, "mail", "out");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public async Task An_email_becomes_a_file_below_the_content_root()
    {
        PickupTransport transport = Transport();
        Assert.False(await transport.WasDelivered(7, Stop));

        await transport.Deliver(Message, Stop);

        Assert.True(await transport.WasDelivered(7, Stop));
        Assert.False(await transport.WasDelivered(8, Stop));
        Assert.Equal(["7.eml"], Files());
        using var mime = await MimeMessage.LoadAsync(Path.Combine(MailDirectory, "7.eml"), Stop);
        Assert.Equal(("Hello", "7@example.com"), (mime.Subject, mime.MessageId));
    }

    [Fact]
    public async Task The_first_delivery_of_an_email_is_kept()
    {
        await Transport().Deliver(Message, Stop);
        await Transport().Deliver(Message with { Subject = "Second" }, Stop);

        using var mime = await MimeMessage.LoadAsync(Path.Combine(MailDirectory, "7.eml"), Stop);
        Assert.Equal("Hello", mime.Subject);
        Assert.Single(log.Written);
    }

    [Fact]
    public async Task Many_concurrent_deliveries_leave_one_file_that_is_always_complete()
    {
        PickupTransport transport = Transport();
        EmailMessage large = Message with { Text = new string('x', 1_000_000) };
        using var done = new CancellationTokenSource();
        Task<HashSet<long>> watching = Task.Run(() => SizesSeen(done.Token), Stop);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => transport.Deliver(large, Stop), Stop)));
        await done.CancelAsync();

        Assert.Single(await watching);
        Assert.Equal(["7.eml"], Files());
        Assert.Single(log.Written);
    }

    [Fact]
    public async Task An_email_that_cannot_be_sent_leaves_no_file()
    {
        await Assert.ThrowsAsync<InvalidEmailAddressException>(() => Transport().Deliver(Message with { To = "nobody" }, Stop));

        Assert.Empty(Files());
        Assert.False(await Transport().WasDelivered(7, Stop));
    }

    [Fact]
    public async Task A_cancelled_delivery_leaves_no_file()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Transport().Deliver(Message, cancelled.Token));

        Assert.Empty(Files());
    }

    [Fact]
    public async Task The_log_names_the_file_of_the_email_and_none_of_its_content()
    {
        await Transport().Deliver(Message, Stop);

        Assert.Equal($"Email 7 is in {Path.Combine(MailDirectory, "7.eml")}", Assert.Single(log.Written));
    }

    private PickupTransport Transport() => new(
        Options.Create(new EmailOptions { PickupDirectory = Path.Combine("mail", "out") }), new Root(root.FullName), MailParts.Composer(), log);

    private string[] Files() => Directory.Exists(MailDirectory) ? [.. Directory.GetFiles(MailDirectory).Select(Path.GetFileName)!] : [];

    private HashSet<long> SizesSeen(CancellationToken until)
    {
        var seen = new HashSet<long>();
        var file = new FileInfo(Path.Combine(MailDirectory, "7.eml"));
        do
        {
            file.Refresh();
            if (file.Exists)
            {
                seen.Add(file.Length);
            }
        }
        while (!until.IsCancellationRequested || seen.Count == 0);

        return seen;
    }

    private sealed class Root(string path) : IHostEnvironment
    {
        public string ApplicationName { get; set; } = "Tests";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

        public string ContentRootPath { get; set; } = path;

        public string EnvironmentName { get; set; } = "Tests";
    }

    private sealed class Lines : ILogger<PickupTransport>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Written)
            {
                Written.Add(formatter(state, exception));
            }
        }
    }
}
