using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Serverless.Domain.Email;
using Serverless.Startup;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Email;

public sealed class SelectedTransportTests(AzuriteFixture azurite)
{
    private static readonly EmailMessage Message = new(1, "ann@example.com", "Subject", "Text", "<p>Text</p>");

    [Fact]
    public async Task A_build_with_Communication_Services_uses_it_when_configured()
    {
        var acs = new Recorder();
        await using var app = new TestApp(azurite) { Configure = services => services.AddKeyedSingleton<IEmailTransport>(SelectedTransport.Acs, acs) };
        app.Settings["Email:Acs:Endpoint"] = "https://name.europe.communication.azure.com/";
        await app.InitializeAsync();
        await app.Get<IEmailTransport>().Deliver(Message, TestContext.Current.CancellationToken);
        Assert.Equal([Message], acs.Delivered);
        Assert.Empty(Directory.GetFiles(app.MailDirectory));
    }

    [Fact]
    public async Task A_build_with_Communication_Services_writes_files_by_default()
    {
        var acs = new Recorder();
        await using var app = new TestApp(azurite) { Configure = services => services.AddKeyedSingleton<IEmailTransport>(SelectedTransport.Acs, acs) };
        await app.InitializeAsync();
        await app.Get<IEmailTransport>().Deliver(Message, TestContext.Current.CancellationToken);
        Assert.Empty(acs.Delivered);
        Assert.Single(Directory.GetFiles(app.MailDirectory));
    }

    [Fact]
    public void A_build_without_Communication_Services_refuses_to_start_with_an_explanation()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Email:Acs:Endpoint", "https://name.europe.communication.azure.com/")]).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddServerless(configuration).BuildServiceProvider();
        var wrong = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());
        Assert.StartsWith("Email__Acs__… is set, but this build cannot send", wrong.Message, StringComparison.Ordinal);
    }

    private sealed class Recorder : IEmailTransport
    {
        public List<EmailMessage> Delivered { get; } = [];

        public Task<bool> WasDelivered(long id, CancellationToken cancellationToken) => Task.FromResult(Delivered.Exists(email => email.Id == id));

        public Task Deliver(EmailMessage message, CancellationToken cancellationToken)
        {
            Delivered.Add(message);
            return Task.CompletedTask;
        }
    }
}
