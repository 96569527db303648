using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.Audit;
using Serverless.Domain.Email;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.Settings;
using Serverless.Storage.Rows;

namespace Serverless.Startup;

public static partial class Services
{
    private static void AddEmail(this IServiceCollection services) => services
        .AddSingleton<DeliverNotice>()
        .AddSingleton<EmailClaimRows>()
        .AddSingleton<EmailDelivery>()
        .AddSingleton<EhloName>()
        .AddQueue<EmailQueue>()
        .AddSingleton<EmailStyles>()
        .AddSingleton<EmailTemplateRows>()
        .AddSingleton<EmailTemplates>()
        .AddSingleton<FailedEmails>()
        .AddSingleton<IEmailTransport, SelectedTransport>()
        .AddSingleton<EmailComposer>()
        .AddSingleton<MimeComposer>()
        .AddSingleton<PendingEmails>()
        .AddSingleton<IAuditObserver>(provider => provider.GetRequiredService<PendingEmails>())
        .AddSingleton<PendingEmailsRows>()
        .AddSingleton<PickupTransport>()
        .AddSingleton<RequestEmail>()
        .AddSingleton<SampleEmail>()
        .AddSingleton<SendSample>()
        .AddSingleton<SecurityNoticeEmail>()
        .AddSingleton<SettingsStore>()
        .AddSingleton<SmtpConnection>()
        .AddSingleton<SmtpTransport>()
        .AddSingleton(new SmtpTrust());

    /// <summary>Adds email by Azure Communication Services; a build without the package has no implementation.</summary>
    static partial void AddAcs(IServiceCollection services);
}
