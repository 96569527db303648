using Serverless.Domain.EmailTokens;
using Serverless.Domain.Settings;

namespace Serverless.Tests.Domain.Email;

/// <summary>Tests the name, the colour and the logo of the site in emails.</summary>
public sealed class EmailStyleTests
{
    [Fact]
    public void An_email_shows_the_name_the_colour_and_the_logo_of_the_site()
    {
        var email = MailParts.EmailComposer().Write(new(1, 0, ActionPurpose.ConfirmEmail), "ann@example.com", "ann", "act_x", new()
        {
            SiteName = "Ann's <b>Shop</b>",
            Color = "#ffd700",
            Logo = "https://example.com/api/site/logo/0123.png",
        });
        Assert.EndsWith("\n\nAnn's <b>Shop</b>\n", email.Text, StringComparison.Ordinal);
        Assert.Contains("Ann&#x27;s &lt;b&gt;Shop&lt;/b&gt;</span>", email.Html, StringComparison.Ordinal);
        Assert.Contains("<img src=\"https://example.com/api/site/logo/0123.png\" alt=\"\"", email.Html, StringComparison.Ordinal);
        Assert.Contains("background: #ffd700; color: #000000;", email.Html, StringComparison.Ordinal);
        Assert.Contains("border-top: 4px solid #ffd700;", email.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_without_a_logo_is_text() =>
        Assert.DoesNotContain("<img", MailParts.EmailComposer().Write(new(1, 0, ActionPurpose.ConfirmEmail), "ann@example.com", "ann", "act_x", new() { SiteName = "Shop" }).Html, StringComparison.Ordinal);

    [Fact]
    public void A_name_is_no_placeholder() => Assert.Contains(
        "{{link}}", MailParts.EmailComposer().Write(new(1, 0, ActionPurpose.ConfirmEmail), "ann@example.com", "ann", "act_x", new() { SiteName = "{{link}}" }).Html, StringComparison.Ordinal);

    [Theory]
    [InlineData("#000000", "#ffffff")]
    [InlineData("#ffffff", "#000000")]
    [InlineData("#1d4ed8", "#ffffff")]
    [InlineData("#ffff00", "#000000")]
    [InlineData("#808080", "#000000")]
    [InlineData("#757575", "#ffffff")]
    public void The_text_on_the_colour_can_be_read(string color, string text) => Assert.Equal(text, SiteColor.TextOn(color));
}
