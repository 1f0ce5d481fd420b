"""The words of the replies that the bot brings along, in the commonest languages: humble, and without promises."""

from __future__ import annotations

# Each begins with a dash: happy, mixed, unhappy, it crashes, signing in fails, it costs too much.
_TEXTS = {
    "en": """
- Thank you for taking the time to write this. It means a lot to everyone who works on {app}.
- Thank you for your honest review. We would like {app} to be better than that for you. If you have a moment, please
tell us through “App Support” on our App Store page what is missing most; we read everything.
- We are sorry that {app} let you down, and thank you for telling us. We would like to understand what went wrong:
please write to us through “App Support” on our App Store page. A person reads it and answers.
- We are sorry that {app} stops working for you. That should not happen. Please tell us through “App Support” on our
App Store page which device you use and what you did just before, so that we can find the cause.
- We are sorry that you cannot get into your account. Please write to us through “App Support” on our App Store page
(never send us your password), and we will look into it with you.
- Thank you for being frank about the price. We understand that it matters, and we take your words to heart.
Subscriptions can be ended at any time in the settings of your Apple Account, and Apple decides on refunds at
reportaproblem.apple.com.
""",
    "zh-Hans": """
- 感谢您抽出时间写下评价。您的支持对 {app} 团队意义重大。
- 感谢您的坦诚评价。{app} 还有很多需要改进的地方。如果方便，请通过 App Store 页面上的“App 支持”告诉我们您最希望改进
什么，我们会认真阅读每一条意见。
- 很抱歉 {app} 让您失望了，也感谢您告诉我们。我们很想了解问题所在，请通过 App Store 页面上的“App 支持”与我们联系，会
有工作人员阅读并回复您。
- 很抱歉 {app} 在您的设备上无法正常运行，给您添麻烦了。请通过 App Store 页面上的“App 支持”告诉我们您的设备型号以及出
现问题前的操作，以便我们查找原因。
- 很抱歉您无法登录账号。请通过 App Store 页面上的“App 支持”与我们联系（请勿发送您的密码），我们会协助您一起排查。
- 感谢您坦率地谈到价格。我们理解价格很重要，也会认真考虑您的意见。您可以随时在 Apple 账户的设置中取消订阅；退款由
 Apple 处理，可前往 reportaproblem.apple.com 申请。
""",
    "zh-Hant": """
- 謝謝您抽空留下評論。您的支持對 {app} 團隊意義重大。
- 謝謝您誠實的評論。{app} 還有許多需要改進的地方。如果方便，請透過 App Store 頁面上的「App 支援」告訴我們您最希望改
善什麼，我們會仔細閱讀每一則意見。
- 很抱歉 {app} 讓您失望了，也謝謝您告訴我們。我們很想了解問題所在，請透過 App Store 頁面上的「App 支援」與我們聯絡，
會有專人閱讀並回覆您。
- 很抱歉 {app} 在您的裝置上無法正常運作，造成您的不便。請透過 App Store 頁面上的「App 支援」告訴我們您的裝置型號，以
及發生問題前的操作，以便我們找出原因。
- 很抱歉您無法登入帳號。請透過 App Store 頁面上的「App 支援」與我們聯絡（請勿傳送您的密碼），我們會協助您一起排除問
題。
- 謝謝您坦率地談到價格。我們了解價格很重要，也會認真考慮您的意見。您可以隨時在 Apple 帳號的設定中取消訂閱；退款由
 Apple 處理，可前往 reportaproblem.apple.com 申請。
""",
    "ja": """
- レビューをお寄せいただき、ありがとうございます。{app}の開発チーム一同、とても励みになります。
- 率直なご感想をありがとうございます。{app}にはまだ至らない点があると受け止めております。よろしければ、App Storeのペ
ージにある「Appサポート」より、特に改善してほしい点をお聞かせください。いただいたご意見はすべて拝読しております。
- {app}がご期待に添えず、申し訳ございません。ご意見をお寄せいただき、ありがとうございます。状況を詳しく伺いたく、
App Storeのページにある「Appサポート」よりご連絡いただけますと幸いです。担当者が拝読し、お返事いたします。
- {app}が正常に動作せず、ご迷惑をおかけしており申し訳ございません。原因を調べるため、App Storeのページにある「Appサ
ポート」より、お使いの機種と直前の操作をお知らせいただけますと幸いです。
- ログインができず、ご不便をおかけしており申し訳ございません。App Storeのページにある「Appサポート」よりご連絡くださ
い(パスワードはお送りにならないようお願いいたします)。一緒に確認させていただきます。
- 料金についての率直なご意見をありがとうございます。大切な点であると真摯に受け止めております。サブスクリプションは
Apple Accountの設定からいつでも解約いただけます。返金はAppleが判断しており、reportaproblem.apple.comより申請いただ
けます。
""",
    "de": """
- Vielen Dank, dass Sie sich die Zeit für diese Bewertung genommen haben. Das bedeutet allen, die an {app} arbeiten,
sehr viel.
- Vielen Dank für Ihre ehrliche Bewertung. Wir möchten, dass {app} für Sie besser wird. Wenn Sie einen Moment Zeit
haben, schreiben Sie uns bitte über „App-Support“ auf unserer Seite im App Store, was Ihnen am meisten fehlt. Wir
lesen alles.
- Es tut uns leid, dass {app} Sie enttäuscht hat, und danke, dass Sie es uns sagen. Wir möchten verstehen, was
schiefgegangen ist: Bitte schreiben Sie uns über „App-Support“ auf unserer Seite im App Store. Dort liest und
antwortet ein Mensch.
- Es tut uns leid, dass {app} bei Ihnen nicht richtig läuft. Das darf nicht passieren. Bitte schreiben Sie uns über
„App-Support“ auf unserer Seite im App Store, welches Gerät Sie verwenden und was Sie unmittelbar davor getan
haben, damit wir die Ursache finden.
- Es tut uns leid, dass Sie nicht in Ihr Konto kommen. Bitte schreiben Sie uns über „App-Support“ auf unserer Seite
im App Store (schicken Sie uns nie Ihr Passwort), dann sehen wir es uns gemeinsam mit Ihnen an.
- Danke für Ihre offenen Worte zum Preis. Wir verstehen, dass er wichtig ist, und nehmen Ihre Kritik ernst. Ein Abo
können Sie jederzeit in den Einstellungen Ihres Apple Accounts beenden; über Erstattungen entscheidet Apple unter
reportaproblem.apple.com.
""",
    "fr": """
- Merci d’avoir pris le temps d’écrire cet avis. Il compte beaucoup pour toute l’équipe de {app}.
- Merci pour votre avis sincère. Nous aimerions que {app} réponde mieux à vos attentes. Si vous avez un moment,
dites-nous ce qui vous manque le plus via « Assistance de l’app » sur notre page de l’App Store : nous lisons tous
les messages.
- Nous sommes désolés que {app} vous ait déçu, et merci de nous l’avoir dit. Nous aimerions comprendre ce qui n’a
pas fonctionné : écrivez-nous via « Assistance de l’app » sur notre page de l’App Store. Une vraie personne vous
lira et vous répondra.
- Nous sommes désolés que {app} ne fonctionne pas correctement chez vous. Cela ne devrait pas arriver.
Indiquez-nous, via « Assistance de l’app » sur notre page de l’App Store, votre appareil et ce que vous faisiez
juste avant, afin que nous trouvions la cause.
- Nous sommes désolés que vous ne puissiez pas accéder à votre compte. Écrivez-nous via « Assistance de l’app » sur
notre page de l’App Store (sans jamais nous envoyer votre mot de passe), et nous chercherons avec vous.
- Merci pour votre franchise au sujet du prix. Nous comprenons que c’est important et nous en tenons compte. Un
abonnement peut être résilié à tout moment dans les réglages de votre compte Apple ; les remboursements sont
décidés par Apple sur reportaproblem.apple.com.
""",
    "es": """
- Muchas gracias por dedicar un momento a escribir esta reseña. Significa mucho para quienes trabajamos en {app}.
- Gracias por tu sinceridad. Nos gustaría que {app} fuera mejor para ti. Si tienes un momento, cuéntanos qué echas
más en falta en «Soporte de la app», en nuestra página del App Store; leemos todos los mensajes.
- Sentimos que {app} te haya decepcionado y te agradecemos que nos lo digas. Queremos entender qué ha fallado:
escríbenos desde «Soporte de la app», en nuestra página del App Store. Una persona lo leerá y te responderá.
- Sentimos que {app} no te funcione bien. No debería ocurrir. Cuéntanos en «Soporte de la app», en nuestra página
del App Store, qué dispositivo usas y qué hiciste justo antes, para que podamos encontrar la causa.
- Sentimos que no puedas acceder a tu cuenta. Escríbenos desde «Soporte de la app», en nuestra página del App Store
(no nos envíes nunca tu contraseña), y lo revisaremos contigo.
- Gracias por hablarnos con franqueza del precio. Entendemos que es importante y lo tendremos en cuenta. Las
suscripciones se pueden cancelar en cualquier momento en los ajustes de tu cuenta de Apple, y los reembolsos los
decide Apple en reportaproblem.apple.com.
""",
    "pt": """
- Muito obrigado por dedicar um momento para escrever esta avaliação. Ela significa muito para toda a equipe do
{app}.
- Obrigado pela sinceridade. Gostaríamos que o {app} fosse melhor para você. Se tiver um momento, conte para nós em
“Suporte do app”, na nossa página da App Store, o que mais faz falta. Lemos todas as mensagens.
- Lamentamos que o {app} tenha decepcionado você e agradecemos por nos contar. Queremos entender o que deu errado:
escreva para nós em “Suporte do app”, na nossa página da App Store. Uma pessoa vai ler e responder.
- Lamentamos que o {app} não esteja funcionando bem para você. Isso não deveria acontecer. Conte para nós em
“Suporte do app”, na nossa página da App Store, qual é o seu aparelho e o que você fez logo antes, para que
possamos encontrar a causa.
- Lamentamos que você não esteja conseguindo entrar na sua conta. Escreva para nós em “Suporte do app”, na nossa
página da App Store (nunca envie sua senha), e vamos verificar isso com você.
- Obrigado pela franqueza sobre o preço. Entendemos que isso é importante e levamos sua opinião a sério. A
assinatura pode ser cancelada a qualquer momento nos ajustes da sua conta Apple, e os reembolsos são decididos
pela Apple em reportaproblem.apple.com.
""",
    "it": """
- Grazie per aver dedicato del tempo a scrivere questa recensione. Significa molto per tutti noi che lavoriamo a
{app}.
- Grazie per la tua recensione sincera. Vorremmo che {app} fosse migliore per te. Se hai un momento, scrivici che
cosa ti manca di più da “Supporto app” nella nostra pagina dell’App Store: leggiamo tutti i messaggi.
- Ci dispiace che {app} ti abbia deluso e ti ringraziamo per avercelo detto. Vorremmo capire che cosa non ha
funzionato: scrivici da “Supporto app” nella nostra pagina dell’App Store. Una persona leggerà e ti risponderà.
- Ci dispiace che {app} non funzioni bene per te. Non dovrebbe succedere. Scrivici da “Supporto app” nella nostra
pagina dell’App Store quale dispositivo usi e che cosa stavi facendo subito prima, così potremo trovarne la causa.
- Ci dispiace che tu non riesca ad accedere al tuo account. Scrivici da “Supporto app” nella nostra pagina dell’App
Store (non inviarci mai la password) e lo verificheremo insieme a te.
- Grazie per la franchezza sul prezzo. Capiamo che è importante e terremo conto della tua opinione. L’abbonamento si
può annullare in qualsiasi momento nelle impostazioni del tuo account Apple; sui rimborsi decide Apple, su
reportaproblem.apple.com.
""",
    "ko": """
- 시간을 내어 리뷰를 남겨 주셔서 감사합니다. {app} 팀 모두에게 큰 힘이 됩니다.
- 솔직한 리뷰를 남겨 주셔서 감사합니다. {app}에 아직 부족한 점이 있다고 생각합니다. 괜찮으시다면 App Store 페이지의
‘앱 지원’을 통해 가장 아쉬운 점을 알려 주세요. 보내 주신 의견은 모두 읽고 있습니다.
- {app}에 실망하셨다니 죄송합니다. 말씀해 주셔서 감사합니다. 어떤 점이 잘못되었는지 자세히 알고 싶습니다. App Store
페이지의 ‘앱 지원’을 통해 연락해 주시면 담당자가 직접 읽고 답변드리겠습니다.
- {app}이(가) 제대로 작동하지 않아 불편을 드려 죄송합니다. App Store 페이지의 ‘앱 지원’을 통해 사용 중인 기기와
문제가 생기기 직전의 동작을 알려 주시면 원인을 찾는 데 큰 도움이 됩니다.
- 로그인이 되지 않아 불편을 드려 죄송합니다. App Store 페이지의 ‘앱 지원’을 통해 연락해 주시면(비밀번호는 보내지
말아 주세요) 함께 확인하겠습니다.
- 가격에 대해 솔직하게 말씀해 주셔서 감사합니다. 중요한 문제라는 점을 잘 알고 있으며, 의견을 진지하게
받아들이겠습니다. 구독은 Apple 계정 설정에서 언제든지 취소하실 수 있으며, 환불은 reportaproblem.apple.com에서
Apple에 요청하실 수 있습니다.
""",
    "ru": """
- Спасибо, что нашли время написать отзыв. Для всех, кто работает над {app}, это очень важно.
- Спасибо за честный отзыв. Нам хотелось бы, чтобы {app} нравилось вам больше. Если найдёте минуту, напишите нам
через «Поддержку приложения» на нашей странице в App Store, чего вам не хватает. Мы читаем все сообщения.
- Нам жаль, что {app} вас разочаровало, и спасибо, что сообщили об этом. Мы хотим понять, что пошло не так: напишите
нам через «Поддержку приложения» на нашей странице в App Store. Ваше сообщение прочитает и ответит на него
человек.
- Нам жаль, что {app} работает у вас со сбоями. Так быть не должно. Напишите нам через «Поддержку приложения» на
нашей странице в App Store, какое у вас устройство и что вы делали перед этим, чтобы мы нашли причину.
- Нам жаль, что у вас не получается войти в аккаунт. Напишите нам через «Поддержку приложения» на нашей странице в
App Store (никогда не присылайте пароль), и мы вместе с вами разберёмся.
- Спасибо за откровенность по поводу цены. Мы понимаем, что это важно, и учтём ваше мнение. Подписку можно отменить
в любой момент в настройках аккаунта Apple, а решение о возврате денег принимает Apple: reportaproblem.apple.com.
""",
}
_WITHOUT_SPACES = {"zh-Hans", "zh-Hant", "ja"}


def texts() -> dict[str, tuple[str, ...]]:
    """Six replies for each language, in the order above."""
    return {language: tuple(_joined(one, language) for one in _split(text)) for language, text in _TEXTS.items()}


def _split(text: str) -> list[str]:
    return [one for one in text.strip().removeprefix("- ").split("\n- ") if one]


def _joined(text: str, language: str) -> str:
    return ("" if language in _WITHOUT_SPACES else " ").join(text.splitlines())
