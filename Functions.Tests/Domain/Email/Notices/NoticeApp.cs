using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Serverless.Domain.Audit;
using Serverless.Domain.Email;
using Serverless.Domain.Email.Notices;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Email.Notices;

/// <summary>The product with clients whose devices and IP addresses are known.</summary>
public sealed class NoticeApp : FactorApp, IAuditObserver
{
    public const string Address = "203.0.113.7";
    public const string OtherAddress = "198.51.100.9";

    public NoticeApp(AzuriteFixture azurite)
        : base(azurite)
    {
        Settings["SignUp:SendConfirmation"] = "false";
        Configure = services => services.AddSingleton<IAuditObserver>(this);
    }

    private readonly ConcurrentQueue<(long SubjectId, AuditEvent Happened)> _seen = new();

    /// <summary>Gets a client on another device.</summary>
    public HttpClient OtherHttp { get; } = new();

    public IReadOnlyList<MimeMessage> EmailsTo(string address) => [.. Mail.All.Where(mail => mail.To.Mailboxes.Any(to => to.Address == address))];

    /// <summary>Waits until all emails about earlier events are sent.</summary>
    public async Task SendNotices()
    {
        await CopyEvents();
        var queue = Get<StorageClients>().Queue(Get<EmailQueue>().Name);
        await TestTimeout.Until(
            async () => (await queue.GetPropertiesAsync(TestContext.Current.CancellationToken)).Value.ApproximateMessagesCount == 0, "The queue of emails does not become empty.");
    }

    /// <summary>Lets all earlier events arrive again.</summary>
    public async Task RepeatEvents()
    {
        foreach (var (subjectId, happened) in _seen)
        {
            await Get<PendingEmails>().Copied(subjectId, happened, TestContext.Current.CancellationToken);
        }

        await SendNotices();
    }

    /// <inheritdoc />
    Task IAuditObserver.Copied(long subjectId, AuditEvent happened, CancellationToken cancellation)
    {
        _seen.Enqueue((subjectId, happened));
        return Task.CompletedTask;
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        OtherHttp.BaseAddress = Http.BaseAddress;
        Set(Http, "notice-test/1.0", Address);
        Set(OtherHttp, "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", OtherAddress);

        static void Set(HttpClient client, string program, string address)
        {
            client.DefaultRequestHeaders.UserAgent.ParseAdd(program);
            client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        OtherHttp.Dispose();
        await base.DisposeAsync();
    }
}
