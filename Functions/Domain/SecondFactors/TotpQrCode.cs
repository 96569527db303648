using System.Text;
using QRCoder;

namespace Serverless.Domain.SecondFactors;

/// <summary>Draws the QR code that an authenticator app scans.</summary>
public static class TotpQrCode
{
    private const int PixelsPerModule = 4;

    /// <summary>Returns a data URI with an SVG image.</summary>
    public static string Draw(string uri)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(data);
        return "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(svg.GetGraphic(PixelsPerModule)));
    }
}
