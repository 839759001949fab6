import com.adobe.epubcheck.api.EPUBLocation;
import com.adobe.epubcheck.api.EpubCheck;
import com.adobe.epubcheck.messages.Message;
import com.adobe.epubcheck.messages.Severity;
import com.adobe.epubcheck.util.DefaultReportImpl;
import java.io.File;

/** Asks EPUBCheck about many books in one Java machine. Prints "FILE" + TAB + "ok" or each error and warning. */
public class Epub {
  public static void main(String[] files) {
    for (String file : files) {
      int[] bad = {0};
      DefaultReportImpl report = new DefaultReportImpl(file) {
        @Override
        public void message(Message message, EPUBLocation place, Object... arguments) {
          Severity severity = message.getSeverity();
          if (severity == Severity.FATAL || severity == Severity.ERROR || severity == Severity.WARNING) {
            bad[0]++;
            String text = message.getMessage(arguments).replaceAll("\\s+", " ");
            System.out.println(file + "\t" + severity + " " + message.getID() + " " + place + ": " + text);
          }
        }
      };
      try {
        int result = new EpubCheck(new File(file), report).doValidate();
        if (result == 0 && bad[0] == 0) System.out.println(file + "\tok");
        else if (bad[0] == 0) System.out.println(file + "\tEPUBCheck gives " + result + " without a message");
      } catch (Throwable error) {
        System.out.println(file + "\tEPUBCheck failed: " + error);
      }
    }
  }
}
