using System.ComponentModel.DataAnnotations;
using Serverless.Domain.Email;
using Serverless.Domain.Passwords;
using Serverless.Domain.Settings;

namespace Serverless.Tests.Domain.Email;

public sealed class EmailOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() =>
        Assert.All<object>([new EmailOptions(), new SiteOptions(), new PasswordOptions()], options => Assert.True(Valid(options)));

    [Theory]
    [InlineData("no-reply@example.com", true)]
    [InlineData("The \"Best\" Shop <no-reply@example.com>", true)]
    [InlineData("Support (Billing) <billing@example.com>", true)]
    [InlineData("\"Support (Billing)\" <billing@example.com>", true)]
    [InlineData("Support (Billing) <nobody>", false)]
    [InlineData("", false)]
    [InlineData("nobody", false)]
    [InlineData("a@example.com, b@example.com", false)]
    [InlineData("Shop <no-reply@example.com>\r\nBcc: eve@example.com", false)]
    public void The_sender_is_one_mailbox(string from, bool valid) => Assert.Equal(valid, Valid(new EmailOptions { From = from }));

    [Theory]
    [InlineData("Support (Billing) <billing@example.com>", "Support (Billing)")]
    [InlineData("\"Support (Billing)\" <billing@example.com>", "Support (Billing)")]
    [InlineData("The Shop <billing@example.com>", "The Shop")]
    [InlineData("billing@example.com", null)]
    public void The_name_of_the_sender_keeps_its_parentheses(string from, string? name)
    {
        using var received = MailParts.Received(new EmailMessage(1, "ann@example.com", "s", "t", "<p>h</p>") { From = from });
        var sender = Assert.Single(received.From.Mailboxes);
        Assert.Equal((name ?? "", "billing@example.com"), (sender.Name ?? "", sender.Address));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("mail.example.com", true)]
    [InlineData("192.0.2.1", true)]
    [InlineData("vm", false)]
    [InlineData("not a host", false)]
    public void The_greeting_is_a_name_with_a_dot_or_an_IP_address(string name, bool valid) => Assert.Equal(valid, Valid(new EmailOptions { EhloName = name }));

    [Theory]
    [InlineData("email", true)]
    [InlineData("my-email-2", true)]
    [InlineData("", false)]
    [InlineData("ab", false)]
    [InlineData("Email", false)]
    [InlineData("a--b", false)]
    [InlineData("-email", false)]
    public void The_queue_has_a_name_that_the_service_accepts(string queue, bool valid) =>
        Assert.Equal(valid, Valid(new EmailOptions { Queue = queue }));

    [Theory]
    [InlineData("", "", true)]
    [InlineData("https://name.europe.communication.azure.com/", "", true)]
    [InlineData("", "endpoint=https://name.europe.communication.azure.com/;accesskey=x", true)]
    [InlineData("https://name.europe.communication.azure.com/", "endpoint=…", false)]
    public void Communication_Services_have_one_address(string endpoint, string connectionString, bool valid) =>
        Assert.Equal(valid, Valid(new EmailOptions { Acs = new AcsOptions { Endpoint = endpoint, ConnectionString = connectionString } }));

    [Theory]
    [InlineData("name.europe.communication.azure.com")]
    [InlineData("http://name.europe.communication.azure.com/")]
    public void Communication_Services_have_an_https_address(string endpoint) => Assert.False(Valid(new AcsOptions { Endpoint = endpoint }));

    [Theory]
    [InlineData("https://example.com/app/", true)]
    [InlineData("http://localhost:7071/", true)]
    [InlineData("", true)]
    [InlineData("/app/", false)]
    [InlineData("example.com", false)]
    [InlineData("ftp://example.com/", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("https://example.com/#/app", false)]
    [InlineData("https://example.com/ app", false)]
    [InlineData("https://example.com/\n", false)]
    public void The_site_is_an_absolute_url(string url, bool valid) => Assert.Equal(valid, Valid(new SiteOptions { Url = url }));

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void The_minimum_length_is_between_8_and_128(int minimum, bool valid) =>
        Assert.Equal(valid, Valid(new PasswordOptions { MinimumLength = minimum }));

    private static bool Valid(object options) =>
        Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true);
}
